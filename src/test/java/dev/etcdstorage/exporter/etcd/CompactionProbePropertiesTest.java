package dev.etcdstorage.exporter.etcd;

import static dev.etcdstorage.exporter.etcd.EtcdFixture.got;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.fake.FakeEtcd;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;

/** The same for stores and memories of every kind. */
class CompactionProbePropertiesTest {
  private final FakeEtcd fake = FakeEtcd.start();
  private final EtcdFixture etcd = new EtcdFixture();
  private final EtcdMember member = etcd.member(fake.clientUrl());

  @AfterProperty
  void close() {
    member.close();
    etcd.close();
    fake.close();
  }

  /** Whatever was known before, the answer is the truth, for at most a Range and a Watch. */
  @Property(tries = 60)
  void findsTheRevisionFromWhateverWasKnown(
      @ForAll @IntRange(min = 1, max = 1000) int revision,
      @ForAll @IntRange(max = 1000) int compactedPermille,
      @ForAll @IntRange(max = 1000) int knownPermille) {
    long compacted = (long) revision * compactedPermille / 1000;
    // What was known of this store; it is never ahead of what was compacted.
    long known = compacted * knownPermille / 1000;
    fake.state().revision(revision).compactedRevision(compacted <= 1 ? 0 : compacted);
    int before = fake.calls();

    long found = got(deadline -> member.compactedRevision(known <= 1 ? 0 : known, deadline));

    assertThat(found).isEqualTo(compacted <= 1 ? 0 : compacted);

    assertThat(fake.calls() - before).isLessThanOrEqualTo(2);
    assertThat(fake.historyReads()).isEmpty();
  }
}
