package dev.etcdstorage.exporter.analyze;

import com.google.gson.stream.JsonReader;
import dev.etcdstorage.exporter.bbolt.BoltFileException;
import dev.etcdstorage.exporter.bbolt.BoltPage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads what etcd keeps about itself in its small buckets.
 *
 * <p>Source: etcd {@code server/storage/schema} (bucket.go, cindex.go, membership.go, alarm.go,
 * auth.go), {@code api/etcdserverpb/rpc.proto} (AlarmMember: memberID 1, alarm 2).
 */
final class FactsReader {
  static final String KEYS = "key";
  private static final int MOST_LISTED = 1000;
  private static final int LONGEST_TEXT = 256;
  private static final int LARGEST_VALUE = 1 << 20;

  private OptionalLong lastRevision = OptionalLong.empty();
  private OptionalLong scheduled = OptionalLong.empty();
  private OptionalLong finished = OptionalLong.empty();
  private OptionalLong consistentIndex = OptionalLong.empty();
  private OptionalLong term = OptionalLong.empty();
  private Optional<String> storageVersion = Optional.empty();
  private Optional<String> clusterVersion = Optional.empty();
  private final List<KnownMember> members = new ArrayList<>();
  private final List<KnownAlarm> alarms = new ArrayList<>();
  private long leases;
  private boolean authEnabled;

  void leaf(String bucket, BoltPage page) throws BoltFileException {
    switch (bucket) {
      case KEYS -> keys(page);
      case "lease" -> leases += page.count();
      case "meta", "cluster", "auth", "members", "alarm" -> {
        for (int i = 0; i < page.count(); i++) {
          element(bucket, page, i);
        }
      }
      default -> {
        // Users and roles are not read; they only count as elements.
      }
    }
  }

  private void keys(BoltPage page) {
    int last = page.count() - 1;
    if (last >= 0 && page.keyBytes(last) >= Long.BYTES) {
      lastRevision = OptionalLong.of(ByteBuffer.wrap(page.key(last)).getLong());
    }
  }

  private void element(String bucket, BoltPage page, int index) throws BoltFileException {
    if (page.valueBytes(index) > LARGEST_VALUE) {
      throw new BoltFileException(
          "element %d of %s in the bucket %s has %d bytes, where etcd writes a few"
              .formatted(index, page.name(), bucket, page.valueBytes(index)));
    }
    String key = text(page.key(index));
    byte[] value = page.value(index);
    switch (bucket) {
      case "meta" -> meta(key, value);
      case "cluster" -> {
        if (key.equals("clusterVersion")) {
          clusterVersion = Optional.of(text(value));
        }
      }
      case "auth" -> {
        if (key.equals("authEnabled")) {
          authEnabled = value.length == 1 && value[0] == 1;
        }
      }
      case "members" -> {
        if (members.size() < MOST_LISTED) {
          members.add(member(key, value));
        }
      }
      case "alarm" -> {
        if (alarms.size() < MOST_LISTED) {
          alarms.add(alarm(page.key(index)));
        }
      }
      default -> throw new IllegalStateException(bucket);
    }
  }

  private void meta(String key, byte[] value) {
    switch (key) {
      case "scheduledCompactRev" -> scheduled = number(value);
      case "finishedCompactRev" -> finished = number(value);
      case "consistent_index" -> consistentIndex = number(value);
      case "term" -> term = number(value);
      case "storageVersion" -> storageVersion = Optional.of(text(value));
      default -> {
        // confState, which the member list has in a better form.
      }
    }
  }

  /** Its first eight bytes, big-endian: a number, or a revision. */
  private static OptionalLong number(byte[] value) {
    return value.length < Long.BYTES
        ? OptionalLong.empty()
        : OptionalLong.of(ByteBuffer.wrap(value).getLong());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, 0, Math.min(bytes.length, LONGEST_TEXT), StandardCharsets.UTF_8);
  }

  private static KnownMember member(String id, byte[] json) throws BoltFileException {
    MemberFields fields = new MemberFields();
    try {
      JsonInPlace.eachField(JsonInPlace.of(ByteBuffer.wrap(json), 0, json.length), fields);
    } catch (IOException | IllegalStateException e) {
      throw new BoltFileException("the member " + id + " in the bucket members is not JSON");
    }
    return new KnownMember(id, fields.name, List.copyOf(fields.peers), fields.learner);
  }

  private static final class MemberFields implements JsonInPlace.Field {
    private String name = "";
    private boolean learner;
    private final List<String> peers = new ArrayList<>();

    @Override
    public void read(String field, JsonReader value) throws IOException {
      switch (field) {
        case "name" -> name = JsonInPlace.text(value);
        case "isLearner" -> learner = value.nextBoolean();
        case "peerURLs" -> {
          value.beginArray();
          while (value.hasNext()) {
            peers.add(JsonInPlace.text(value));
          }
          value.endArray();
        }
        default -> value.skipValue();
      }
    }
  }

  private static KnownAlarm alarm(byte[] message) {
    ProtoCursor fields = new ProtoCursor().over(ByteBuffer.wrap(message), 0, message.length);
    long member = 0;
    long alarm = 0;
    while (fields.next()) {
      if (fields.is(1, ProtoCursor.VARINT)) {
        member = fields.number();
      } else if (fields.is(2, ProtoCursor.VARINT)) {
        alarm = fields.number();
      }
    }
    String name = alarm == 1 ? "NOSPACE" : alarm == 2 ? "CORRUPT" : Long.toString(alarm);
    return new KnownAlarm(Long.toHexString(member), name);
  }

  StoreFacts facts() {
    return new StoreFacts(
        lastRevision,
        scheduled,
        finished,
        consistentIndex,
        term,
        storageVersion,
        clusterVersion,
        members,
        alarms,
        leases,
        authEnabled);
  }
}
