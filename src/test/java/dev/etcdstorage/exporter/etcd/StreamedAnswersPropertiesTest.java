package dev.etcdstorage.exporter.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.google.protobuf.UnknownFieldSet;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.ResponseHeader;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What streams by is what jetcd's own messages would hold. */
class StreamedAnswersPropertiesTest {
  private static final int FRAGMENT = 7;

  @Property(tries = 400)
  void rangeIsReadAsJetcdReadsIt(@ForAll Random random) throws IOException {
    // Two messages in a row are one message, merged.
    byte[] bytes = range(random).toByteString().concat(maybe(random, range(random))).toByteArray();
    assertThat(readRange(bytes)).contains(page(RangeResponse.parseFrom(bytes), bytes.length));
  }

  @Property(tries = 400)
  void watchIsReadAsJetcdReadsIt(@ForAll Random random) throws IOException {
    byte[] bytes = watch(random).toByteString().concat(maybe(random, watch(random))).toByteArray();
    assertThat(readWatch(bytes)).contains(answer(WatchResponse.parseFrom(bytes)));
  }

  /**
   * What jetcd still reads of a spoilt message is read alike. Where it refuses, so does this, but
   * for parts that are skipped unread.
   */
  @Property(tries = 4000)
  void spoiltMessagesAreReadAsByJetcd(@ForAll Random random) {
    byte[] range = spoilt(range(random).toByteArray(), random);
    Optional<KeyPage> page = readRange(range);
    jetcdRange(range)
        .ifPresent(
            same ->
                assertThat(page.map(StreamedAnswersPropertiesTest::withoutStoredBytes))
                    .contains(withoutStoredBytes(same)));
    byte[] watch = spoilt(watch(random).toByteArray(), random);
    Optional<WatchAnswer> answer = readWatch(watch);
    jetcdWatch(watch).ifPresent(same -> assertThat(answer).contains(same));
  }

  /** Lengths take more bytes at 128, 16,384 and 2,097,152, inside and outside of the entry. */
  @Property(tries = 400)
  void answerTellsTheSizeOfTheOneValueThatItWasRefusedFor(@ForAll Random random) {
    int around = 1 << (7 * random.nextInt(1, 4));
    int value = Math.max(1, around + random.nextInt(-80, 80));
    KeyValue.Builder entry =
        KeyValue.newBuilder()
            .setKey(ByteString.copyFrom(new byte[random.nextInt(1, 200)]))
            .setCreateRevision(random.nextInt(1, 1 << 20))
            .setModRevision(random.nextInt(1 << 20, 1 << 30))
            .setVersion(random.nextInt(1, 300));
    RangeResponse.Builder answer =
        RangeResponse.newBuilder()
            .setCount(random.nextInt(1, 1 << 20))
            .setMore(random.nextBoolean());
    KeyPage bare = page(answer.addKvs(entry));
    KeyValue.Builder whole = entry.setValue(ByteString.copyFrom(new byte[value]));
    KeyPage refused = page(answer.clearKvs().addKvs(whole));

    assertThat(bare.withValueOf(refused.responseBytes())).isEqualTo(refused);
  }

  private static KeyPage page(RangeResponse.Builder answer) {
    return readRange(answer.build().toByteArray()).orElseThrow();
  }

  /** jetcd would store a number in fewer bytes than a spoilt message took for it. */
  private static KeyPage withoutStoredBytes(KeyPage page) {
    return new KeyPage(
        page.header(),
        page.count(),
        page.more(),
        page.entries().stream()
            .map(e -> new KeyEntry(e.key(), e.modRevision(), e.version(), e.valueBytes(), 0))
            .toList(),
        page.responseBytes());
  }

  private static Optional<KeyPage> readRange(byte[] bytes) {
    try {
      return Optional.of(
          new StreamingMarshaller<>(RangeResponseReader::read).parse(dripping(bytes)));
    } catch (StatusRuntimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<WatchAnswer> readWatch(byte[] bytes) {
    try {
      return Optional.of(
          new StreamingMarshaller<>(WatchResponseReader::read).parse(dripping(bytes)));
    } catch (StatusRuntimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<KeyPage> jetcdRange(byte[] bytes) {
    try {
      return Optional.of(page(RangeResponse.parseFrom(dripping(bytes)), bytes.length));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<WatchAnswer> jetcdWatch(byte[] bytes) {
    try {
      return Optional.of(answer(WatchResponse.parseFrom(dripping(bytes))));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static KeyPage page(RangeResponse response, int bytes) {
    return new KeyPage(
        header(response.getHeader()),
        response.getCount(),
        response.getMore(),
        response.getKvsList().stream()
            .map(
                kv ->
                    new KeyEntry(
                        Key.of(kv.getKey().toByteArray()),
                        kv.getModRevision(),
                        kv.getVersion(),
                        kv.getValue().size(),
                        kv.getSerializedSize()))
            .toList(),
        bytes);
  }

  private static WatchAnswer answer(WatchResponse response) {
    boolean fragment =
        response.getUnknownFields().getField(FRAGMENT).getVarintList().stream()
                .reduce(0L, (first, last) -> last)
            != 0;
    return new WatchAnswer(
        header(response.getHeader()),
        response.getCreated(),
        response.getCanceled(),
        response.getCompactRevision(),
        response.getCancelReason(),
        fragment,
        response.getEventsList().stream()
            .map(
                event ->
                    new KeyEvent(
                        Key.of(event.getKv().getKey().toByteArray()),
                        event.getType() == Event.EventType.DELETE,
                        event.getKv().getModRevision(),
                        event.getKv().getVersion(),
                        event.getKv().getValue().size()))
            .toList());
  }

  private static StoreHeader header(ResponseHeader header) {
    return new StoreHeader(header.getClusterId(), header.getMemberId(), header.getRevision());
  }

  private static RangeResponse range(Random random) {
    RangeResponse.Builder range =
        RangeResponse.newBuilder()
            .setCount(number(random))
            .setMore(random.nextBoolean())
            .setUnknownFields(unknown(random));
    if (random.nextBoolean()) {
      range.setHeader(randomHeader(random));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      range.addKvs(keyValue(random));
    }
    return range.build();
  }

  private static WatchResponse watch(Random random) {
    WatchResponse.Builder watch =
        WatchResponse.newBuilder()
            .setWatchId(number(random))
            .setCreated(random.nextBoolean())
            .setCanceled(random.nextBoolean())
            .setCompactRevision(number(random))
            .setCancelReason("x".repeat(random.nextInt(3)))
            .setUnknownFields(
                unknown(random).toBuilder()
                    .mergeField(
                        FRAGMENT,
                        UnknownFieldSet.Field.newBuilder().addVarint(random.nextInt(2)).build())
                    .build());
    if (random.nextBoolean()) {
      watch.setHeader(randomHeader(random));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      Event.Builder event = Event.newBuilder().setTypeValue(random.nextInt(3));
      if (random.nextInt(5) > 0) {
        event.setKv(keyValue(random));
      }
      if (random.nextInt(5) == 0) {
        event.setPrevKv(keyValue(random));
      }
      watch.addEvents(event.setUnknownFields(unknown(random)));
    }
    return watch.build();
  }

  private static ResponseHeader randomHeader(Random random) {
    return ResponseHeader.newBuilder()
        .setClusterId(number(random))
        .setMemberId(number(random))
        .setRevision(number(random))
        .setRaftTerm(number(random))
        .setUnknownFields(unknown(random))
        .build();
  }

  private static KeyValue keyValue(Random random) {
    return KeyValue.newBuilder()
        .setKey(bytes(random, 40))
        .setValue(bytes(random, random.nextInt(10) == 0 ? 20_000 : 40))
        .setCreateRevision(number(random))
        .setModRevision(number(random))
        .setVersion(number(random))
        .setLease(number(random))
        .setUnknownFields(unknown(random))
        .build();
  }

  private static long number(Random random) {
    return random.nextLong() >> random.nextInt(64);
  }

  private static ByteString bytes(Random random, int most) {
    byte[] bytes = new byte[random.nextInt(most + 1)];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  /** Numbers that no message has, and numbers that all have with a type that none has. */
  private static UnknownFieldSet unknown(Random random) {
    UnknownFieldSet.Builder fields = UnknownFieldSet.newBuilder();
    for (int i = random.nextInt(3); i > 0; i--) {
      UnknownFieldSet.Field.Builder field = UnknownFieldSet.Field.newBuilder();
      int number = 12 + random.nextInt(2000);
      switch (random.nextInt(5)) {
        case 0 -> field.addVarint(number(random));
        case 1 -> field.addLengthDelimited(bytes(random, 300));
        case 2 -> field.addGroup(unknown(random));
        case 3 -> {
          number = 1 + random.nextInt(11);
          field.addFixed32(random.nextInt());
        }
        default -> {
          number = 1 + random.nextInt(11);
          field.addFixed64(random.nextLong());
        }
      }
      fields.mergeField(number, field.build());
    }
    return fields.build();
  }

  private static ByteString maybe(Random random, MessageLite message) {
    return random.nextBoolean() ? message.toByteString() : ByteString.EMPTY;
  }

  /** Cut, or with one byte changed. */
  private static byte[] spoilt(byte[] bytes, Random random) {
    if (bytes.length == 0) {
      return bytes;
    }
    if (random.nextBoolean()) {
      return Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }
    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    return bytes;
  }

  /** A few bytes at a time, as a connection's buffers give them. */
  private static InputStream dripping(byte[] bytes) {
    return new FilterInputStream(new ByteArrayInputStream(bytes)) {
      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        return super.read(buffer, offset, Math.min(length, 7));
      }

      @Override
      public long skip(long length) throws IOException {
        return super.skip(Math.min(length, 1000));
      }
    };
  }
}
