package dev.etcdstorage.exporter.storage;

import com.google.protobuf.ByteString;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.Writer;
import io.etcd.jetcd.api.PutRequest;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/**
 * Keyspaces of different kinds, from how they were written. All of them from fixed seeds.
 *
 * @param text says it in a table
 * @param write makes it, in an empty etcd
 */
record Shape(String text, BiConsumer<RealEtcd, Writer> write) {
  static final List<Shape> ALL =
      List.of(
          new Shape("8k keys of 1 KB, put four times", (etcd, writer) -> puts(writer, 8, 4, 1_024)),
          new Shape("80k keys of 60 bytes", (etcd, writer) -> puts(writer, 80, 1, 60)),
          new Shape(
              "60 values of 300 KB, put three times",
              (etcd, writer) -> {
                for (int round = 0; round < 3; round++) {
                  writer.fill("/large/", 60, 300 << 10);
                }
              }),
          new Shape(
              "8k values of 2,100 bytes, two to two pages, put twice",
              (etcd, writer) -> puts(writer, 8, 2, 2_100)),
          new Shape(
              "24k keys of 1 KB, three of four deleted",
              (etcd, writer) -> {
                writer.putTogether(
                    50, 24_000, n -> put((n % 4 == 0 ? "/stays/" : "/goes/") + n, 1_024));
                writer.deleteAll("/goes/");
              }),
          new Shape("10k keys of 30 bytes to 30 KB", (etcd, writer) -> mixed(writer, 10_000, 1)),
          new Shape("the same, written over at random", (etcd, writer) -> mixed(writer, 20_000, 4)),
          new Shape(
              "30k of 100 bytes, then 5k of 2,500, then 1k of 10 KB",
              (etcd, writer) -> {
                writer.putTogether(100, 30_000, n -> put("/events/" + n, 100));
                writer.putTogether(50, 5_000, n -> put("/pods/" + n, 2_500));
                writer.putTogether(50, 1_000, n -> put("/maps/" + n, 10_000));
              }),
          new Shape(
              "15k events of 700 bytes on 200 leases, put twice",
              (etcd, writer) -> {
                long[] leases = new long[200];
                for (int i = 0; i < leases.length; i++) {
                  leases[i] = writer.grantLease(3_600);
                }
                writer.putTogether(
                    100,
                    30_000,
                    n ->
                        put("/registry/events/" + n % 15_000, 700).toBuilder()
                            .setLease(leases[(int) (n % leases.length)])
                            .build());
              }),
          new Shape(
              "20k keys of 30 bytes to 30 KB, written over at random, compacted already",
              (etcd, writer) -> {
                mixed(writer, 20_000, 4);
                compact(etcd, writer);
              }),
          new Shape(
              "40k keys of 200 bytes, every second deleted, compacted already",
              (etcd, writer) -> {
                writer.putTogether(
                    100, 40_000, n -> put((n % 2 == 0 ? "/stays/" : "/goes/") + n, 200));
                writer.deleteAll("/goes/");
                compact(etcd, writer);
              }),
          new Shape(
              "15k keys of 1 KB, put twice, compacted and defragmented already",
              (etcd, writer) -> {
                puts(writer, 15, 2, 1_024);
                compact(etcd, writer);
                etcd.etcdctl().defrag();
              }));

  @Override
  public String toString() {
    return text;
  }

  private static void puts(Writer writer, int thousands, int rounds, int valueBytes) {
    long keys = thousands * 1_000L;
    writer.putTogether(100, keys * rounds, n -> put("/k/" + n % keys, valueBytes));
  }

  /**
   * Each size of ten has the same weight, so that most bytes are in few keys.
   *
   * @param stride how far apart the keys of two puts are at most; 1 puts each key once
   */
  private static void mixed(Writer writer, long puts, int stride) {
    SplittableRandom random = new SplittableRandom(7);
    long[] key = new long[1];
    writer.putTogether(
        25,
        puts,
        n -> {
          key[0] = (key[0] + 1 + random.nextInt(stride)) % 10_000;
          return put("/mixed/" + key[0], (int) (30 * Math.pow(1_000, random.nextDouble())));
        });
  }

  /** And one put more: etcd refuses to compact twice at one revision. */
  private static void compact(RealEtcd etcd, Writer writer) {
    writer.compactPhysically(etcd.etcdctl().status().revision());
    writer.fill("/after/", 1, 10);
  }

  private static PutRequest put(String key, int valueBytes) {
    return PutRequest.newBuilder()
        .setKey(ByteString.copyFromUtf8(key))
        .setValue(ByteString.copyFrom(new byte[valueBytes]))
        .build();
  }
}
