package dev.etcdstorage.exporter.storage;

import com.google.protobuf.ByteString;
import dev.etcdstorage.exporter.testkit.RealEtcd;
import dev.etcdstorage.exporter.testkit.Writer;
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
          new Shape(
              "20k keys of 1 KB, each put four times",
              (etcd, writer) -> {
                for (int round = 0; round < 4; round++) {
                  writer.fill("/registry/pods/", 20_000, 1 << 10);
                }
              }),
          new Shape("150k small keys, put once", (etcd, writer) -> writer.fill("/k/", 150_000, 60)),
          new Shape(
              "100 values of 300 KB, each put three times",
              (etcd, writer) -> {
                for (int round = 0; round < 3; round++) {
                  writer.fill("/large/", 100, 300 << 10);
                }
              }),
          new Shape(
              "15k values of 2,100 bytes, which share pages badly; put twice",
              (etcd, writer) -> {
                writer.fill("/wide/", 15_000, 2_100);
                writer.fill("/wide/", 15_000, 2_100);
              }),
          new Shape(
              "60k keys of 1 KB, three of four deleted",
              (etcd, writer) -> {
                writer.putEach(60_000, n -> put((n % 4 == 0 ? "/stays/" : "/goes/") + n, 1 << 10));
                writer.deleteAll("/goes/");
              }),
          new Shape(
              "mixed: 40k puts of 30 bytes to 30 KB at random over 20k keys",
              (etcd, writer) -> mixed(writer, 40_000, 20_000)),
          new Shape("mixed sizes at random, put once", (etcd, writer) -> mixed(writer, 20_000, 0)),
          new Shape(
              "mixed sizes, one kind after the other: 60k of 100 bytes, 10k of 2,500, 2k of 10 KB; put once",
              (etcd, writer) -> {
                writer.fill("/events/", 60_000, 100);
                writer.fill("/pods/", 10_000, 2_500);
                writer.fill("/maps/", 2_000, 10_000);
              }),
          new Shape(
              "20k events of 700 bytes on 1,000 leases, put twice",
              (etcd, writer) -> {
                long[] leases = new long[1_000];
                for (int i = 0; i < leases.length; i++) {
                  leases[i] = writer.grantLease(3_600);
                }
                writer.putEach(
                    40_000,
                    n ->
                        put("/registry/events/" + n % 20_000, 700).toBuilder()
                            .setLease(leases[(int) (n % leases.length)])
                            .build());
              }),
          new Shape(
              "mixed sizes put over and over, compacted already",
              (etcd, writer) -> {
                mixed(writer, 40_000, 15_000);
                writer.compactPhysically(etcd.etcdctl().status().revision());
              }),
          new Shape(
              "60k keys of 200 bytes, every second put once more, compacted already",
              (etcd, writer) -> {
                writer.fill("/k/", 60_000, 200);
                writer.putEach(30_000, n -> put("/k/" + 2 * n, 200));
                writer.compactPhysically(etcd.etcdctl().status().revision());
              }),
          new Shape(
              "40k keys of 1 KB put twice, compacted and defragmented already",
              (etcd, writer) -> {
                writer.fill("/k/", 40_000, 1 << 10);
                writer.fill("/k/", 40_000, 1 << 10);
                writer.compactPhysically(etcd.etcdctl().status().revision());
                etcd.etcdctl().defrag();
              }));

  @Override
  public String toString() {
    return text;
  }

  /** Each size of ten has the same weight, so that most bytes are in few keys. */
  private static void mixed(Writer writer, long puts, int keys) {
    SplittableRandom random = new SplittableRandom(7);
    writer.putEach(
        puts,
        n -> {
          int bytes = (int) (30 * Math.pow(1_000, random.nextDouble()));
          return put("/mixed/" + (keys == 0 ? n : random.nextInt(keys)), bytes);
        });
  }

  private static PutRequest put(String key, int valueBytes) {
    return PutRequest.newBuilder()
        .setKey(ByteString.copyFromUtf8(key))
        .setValue(ByteString.copyFrom(new byte[valueBytes]))
        .build();
  }
}
