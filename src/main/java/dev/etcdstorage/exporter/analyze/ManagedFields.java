package dev.etcdstorage.exporter.analyze;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Who wrote a Kubernetes object, by its {@code metadata.managedFields}: names, operations and
 * times, and nothing else of the value.
 *
 * <p>Sources, each of {@code generated.proto}: the envelope {@code k8s\0} and {@code Unknown.raw} 2
 * ( {@code k8s.io/apimachinery/pkg/runtime}); {@code metadata} 1 of every kind ({@code
 * k8s.io/api}); {@code ObjectMeta.managedFields} 17, {@code ManagedFieldsEntry.manager} 1, {@code
 * operation} 2, {@code time} 4, {@code subresource} 8, {@code Time.seconds} 1 ({@code
 * k8s.io/apimachinery/pkg/apis/meta/v1}). Encrypted values begin with {@code k8s:enc:} ({@code
 * k8s.io/apiserver/pkg/storage/value}).
 */
final class ManagedFields {
  private static final byte[] PROTOBUF = {'k', '8', 's', 0};
  private static final byte[] ENCRYPTED = "k8s:enc:".getBytes(StandardCharsets.US_ASCII);
  static final int LONGEST_NAME = 128;

  private static final long NO_TIME = Long.MIN_VALUE;
  private static final long FIRST_SECOND = Instant.MIN.getEpochSecond();
  private static final long LAST_SECOND = Instant.MAX.getEpochSecond();

  private static final int RAW = 2;
  private static final int METADATA = 1;
  private static final int MANAGED_FIELDS = 17;
  private static final int MANAGER = 1;
  private static final int OPERATION = 2;
  private static final int TIME = 4;
  private static final int SUBRESOURCE = 8;
  private static final int SECONDS = 1;

  /** The kind of a value, as far as it is known. */
  enum Kind {
    KUBERNETES,
    ENCRYPTED,
    OTHER
  }

  /** No object has more; a damaged one might. */
  static final int MOST_ENTRIES = 1000;

  /** Of one object, in place; for an object as JSON, its writers. */
  private ByteBuffer bytes = ByteBuffer.allocate(0);

  private int count;
  private int[] begins = new int[16];
  private int[] lengths = new int[16];
  private List<ManagerEntry> inJson = List.of();

  private final ProtoCursor outer = new ProtoCursor();
  private final ProtoCursor entry = new ProtoCursor();
  private final ProtoCursor time = new ProtoCursor();

  /**
   * Selects a value; returns its kind. The other methods are about this value until the next call.
   */
  Kind read(ByteBuffer buffer, int at, int length) {
    bytes = buffer;
    count = 0;
    inJson = List.of();
    if (begins(at, length, PROTOBUF)) {
      protobuf(at + PROTOBUF.length, length - PROTOBUF.length);
      return Kind.KUBERNETES;
    }
    if (begins(at, length, ENCRYPTED)) {
      return Kind.ENCRYPTED;
    }
    if (length == 0 || bytes.get(at) != '{') {
      return Kind.OTHER;
    }
    Optional<List<ManagerEntry>> read = new JsonManagers().read(bytes, at, length);
    inJson = read.orElse(List.of());
    return read.isPresent() ? Kind.KUBERNETES : Kind.OTHER;
  }

  /** All writers, in the object's order. */
  List<ManagerEntry> all() {
    List<ManagerEntry> all = new ArrayList<>(inJson);
    for (int i = 0; i < count; i++) {
      all.add(entry(begins[i], lengths[i]));
    }
    return List.copyOf(all);
  }

  /**
   * The last writer, which wrote this version: an API server sets the time of whoever changes an
   * object. Of several in the same second it is the last listed.
   */
  Optional<ManagerEntry> newest() {
    return count > 0 ? Optional.of(newestInPlace()) : newest(inJson);
  }

  /** Reads only the time of each entry, since there are millions. */
  private ManagerEntry newestInPlace() {
    int newest = 0;
    long latest = NO_TIME;
    for (int i = 0; i < count; i++) {
      long second = second(begins[i], lengths[i]);
      if (second >= latest) {
        newest = i;
        latest = second;
      }
    }
    return entry(begins[newest], lengths[newest]);
  }

  private static Optional<ManagerEntry> newest(List<ManagerEntry> entries) {
    ManagerEntry newest = null;
    for (ManagerEntry each : entries) {
      if (newest == null
          || !each.time().orElse(Instant.MIN).isBefore(newest.time().orElse(Instant.MIN))) {
        newest = each;
      }
    }
    return Optional.ofNullable(newest);
  }

  private boolean begins(int at, int length, byte[] head) {
    if (length < head.length) {
      return false;
    }
    for (int i = 0; i < head.length; i++) {
      if (bytes.get(at + i) != head[i]) {
        return false;
      }
    }
    return true;
  }

  private void protobuf(int at, int length) {
    if (within(at, length, RAW) && within(outer.from(), outer.length(), METADATA)) {
      outer.over(bytes, outer.from(), outer.length());
      while (outer.next()) {
        if (outer.is(MANAGED_FIELDS, ProtoCursor.BYTES) && count < MOST_ENTRIES) {
          found(outer.from(), outer.length());
        }
      }
    }
  }

  private void found(int at, int length) {
    if (count == begins.length) {
      begins = Arrays.copyOf(begins, 2 * count);
      lengths = Arrays.copyOf(lengths, 2 * count);
    }
    begins[count] = at;
    lengths[count++] = length;
  }

  /** Moves to the first field of this number. */
  private boolean within(int at, int length, int field) {
    outer.over(bytes, at, length);
    while (outer.next()) {
      if (outer.is(field, ProtoCursor.BYTES)) {
        return true;
      }
    }
    return false;
  }

  private ManagerEntry entry(int at, int length) {
    String manager = "";
    String operation = "";
    String subresource = "";
    entry.over(bytes, at, length);
    while (entry.next()) {
      if (entry.is(MANAGER, ProtoCursor.BYTES)) {
        manager = text(entry.from(), entry.length());
      } else if (entry.is(OPERATION, ProtoCursor.BYTES)) {
        operation = text(entry.from(), entry.length());
      } else if (entry.is(SUBRESOURCE, ProtoCursor.BYTES)) {
        subresource = text(entry.from(), entry.length());
      }
    }
    long second = second(at, length);
    return new ManagerEntry(
        manager,
        operation,
        subresource,
        second == NO_TIME ? Optional.empty() : Optional.of(Instant.ofEpochSecond(second)));
  }

  /** The time of writing; of several times the last one, as everywhere in protobuf. */
  private long second(int at, int length) {
    long second = NO_TIME;
    entry.over(bytes, at, length);
    while (entry.next()) {
      if (entry.is(TIME, ProtoCursor.BYTES)) {
        second = second(entry);
      }
    }
    return second;
  }

  private long second(ProtoCursor of) {
    time.over(bytes, of.from(), of.length());
    while (time.next()) {
      if (time.is(SECONDS, ProtoCursor.VARINT)) {
        long second = time.number();
        boolean possible = FIRST_SECOND <= second && second <= LAST_SECOND;
        return possible ? second : NO_TIME;
      }
    }
    return NO_TIME;
  }

  private String text(int at, int length) {
    byte[] text = new byte[Math.min(length, LONGEST_NAME)];
    bytes.get(at, text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
