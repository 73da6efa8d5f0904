package dev.etcdstorage.exporter.etcd;

import static dev.etcdstorage.exporter.etcd.EtcdFixture.got;
import static dev.etcdstorage.exporter.etcd.EtcdFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.etcd.KeyRead.Content;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reading keys of real etcd. */
class KeysIT {
  private static final Key BINARY = Key.of(new byte[] {(byte) 0xff, 0, (byte) 0x80, '\n'});

  static List<EtcdBinary> binaries() {
    return EtcdBinaries.lines();
  }

  private static KeyPage page(EtcdMember member, KeyRead read) {
    return got(deadline -> member.keys(read, deadline));
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void keysOfEveryKind(EtcdBinary binary) {
    try (RealEtcd etcd = RealEtcd.start(binary);
        RawKeys keys = new RawKeys(etcd.endpoint());
        EtcdFixture fixture = new EtcdFixture();
        EtcdMember member = fixture.member(etcd.clientUrl())) {
      // Given keys of every kind
      long lease = keys.lease();
      long first = keys.put(Key.of("/a"), 10);
      keys.put(Key.of("/a"), 20);
      long third = keys.put(Key.of("/a"), 30);
      long empty = keys.put(Key.of("/empty"), 0);
      long leased = keys.put(Key.of("/leased"), 5, lease);
      long large = keys.put(Key.of("/large"), 1 << 20);
      keys.put(Key.of("/gone"), 10);
      keys.delete(Key.of("/gone"));
      long binaryAt = keys.put(BINARY, 7);

      // When they are read with their values
      KeyPage all = page(member, new KeyRead(KeyRange.ALL, 0, 0, Content.VALUES));

      // Then all is as it was written
      assertThat(all.header().revision()).isEqualTo(binaryAt);
      assertThat(all.header().memberId()).isEqualTo(etcd.memberId());
      assertThat(all.count()).isEqualTo(5);
      assertThat(all.more()).isFalse();
      assertThat(all.responseBytes()).isBetween(1L << 20, (1L << 20) + 1000);
      assertThat(all.entries().stream().mapToLong(KeyEntry::storedBytes).sum())
          .isBetween(1L << 20, all.responseBytes());
      assertThat(all.entries())
          .usingRecursiveFieldByFieldElementComparatorIgnoringFields("storedBytes")
          .containsExactly(
              new KeyEntry(Key.of("/a"), third, 3, 30, 0),
              new KeyEntry(Key.of("/empty"), empty, 1, 0, 0),
              new KeyEntry(Key.of("/large"), large, 1, 1 << 20, 0),
              new KeyEntry(Key.of("/leased"), leased, 1, 5, 0),
              new KeyEntry(BINARY, binaryAt, 1, 7, 0));

      // And without values they are the same but for sizes
      KeyPage bare = page(member, new KeyRead(KeyRange.ALL, 0, 0, Content.KEYS));
      assertThat(bare.responseBytes()).isLessThan(1000);
      assertThat(bare.entries()).extracting(KeyEntry::valueBytes).containsOnly(0);
      assertThat(bare.entries())
          .usingRecursiveFieldByFieldElementComparatorIgnoringFields("storedBytes", "valueBytes")
          .containsExactlyElementsOf(all.entries());

      // And they can be limited and read as they were
      KeyRange middle = KeyRange.of(Key.of("/empty"), Key.of("/leased"));
      KeyPage limited = page(member, new KeyRead(middle, 0, 1, Content.KEYS));
      assertThat(limited.entries()).extracting(KeyEntry::key).containsExactly(Key.of("/empty"));
      assertThat(limited.more()).isTrue();
      assertThat(limited.count()).isEqualTo(2);
      assertThat(page(member, new KeyRead(KeyRange.ALL, first, 0, Content.VALUES)).entries())
          .extracting(KeyEntry::valueBytes)
          .containsExactly(10);
    }
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void compactedAndFutureRevisionsAreToldApart(EtcdBinary binary) {
    try (RealEtcd etcd = RealEtcd.start(binary);
        RawKeys keys = new RawKeys(etcd.endpoint());
        EtcdFixture fixture = new EtcdFixture();
        EtcdMember member = fixture.member(etcd.clientUrl())) {
      keys.put(Key.of("/a"), 10);
      long last = keys.put(Key.of("/a"), 10);
      keys.compact(last);

      KeyRead old = new KeyRead(KeyRange.ALL, last - 1, 0, Content.KEYS);
      KeyRead ahead = new KeyRead(KeyRange.ALL, last + 1, 0, Content.KEYS);

      assertThat(refused(deadline -> member.keys(old, deadline)).compacted()).isTrue();
      assertThat(refused(deadline -> member.keys(ahead, deadline)).future()).isTrue();
    }
  }
}
