package dev.etcdstorage.exporter.etcd;

import static dev.etcdstorage.exporter.etcd.EtcdFixture.got;
import static dev.etcdstorage.exporter.etcd.EtcdFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.fake.EtcdErrors;
import dev.etcdstorage.exporter.testkit.fake.FakeEtcd;
import dev.etcdstorage.exporter.testkit.fake.FakeMode;
import dev.etcdstorage.exporter.testkit.util.Poll;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.WatchGrpc;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Finding the compacted revision must never make etcd read its history. */
class CompactionProbeTest {
  private final FakeEtcd fake = FakeEtcd.start();
  private final EtcdFixture etcd = new EtcdFixture();
  private final EtcdMember member = etcd.member(fake.clientUrl());

  @AfterEach
  void close() {
    assertThat(fake.historyReads()).isEmpty();
    member.close();
    etcd.close();
    fake.close();
  }

  private long compacted(long lastKnown) {
    return got(deadline -> member.compactedRevision(lastKnown, deadline));
  }

  private void assertCalls(int ranges, int watches) {
    assertThat(fake.calls(KVGrpc.getRangeMethod())).isEqualTo(ranges);
    assertThat(fake.calls(WatchGrpc.getWatchMethod())).isEqualTo(watches);
  }

  @Test
  void neverCompactedStoreCostsOneRangeHoweverLargeItIs() {
    fake.state().revision(400_000_000L);

    assertThat(compacted(0)).isZero();

    assertCalls(1, 0);
  }

  @Test
  void storeCompactedSinceCostsOneRangeAndOneWatch() {
    fake.state().revision(5000).compactedRevision(4000);

    assertThat(compacted(0)).isEqualTo(4000);
    assertCalls(1, 1);

    fake.state().revision(6000).compactedRevision(5500);
    assertThat(compacted(4000)).isEqualTo(5500);
    assertCalls(2, 2);
  }

  @Test
  void unchangedRevisionCostsOneRange() {
    fake.state().revision(5000).compactedRevision(4000);

    assertThat(compacted(4000)).isEqualTo(4000);

    assertCalls(1, 0);
  }

  @Test
  void storeCompactedUpToItsFirstRevisionShowsIt() {
    fake.state().revision(2).compactedRevision(2);

    assertThat(compacted(0)).isEqualTo(2);
  }

  @Test
  void revisionThatLiesInTheFutureMeansAnotherStoreAndStartsOver() {
    fake.state().revision(50).compactedRevision(40);

    assertThat(compacted(4000)).isEqualTo(40);

    assertCalls(2, 1);
  }

  @Test
  void otherStoreThatWasNeverCompactedShowsZero() {
    fake.state().revision(50);

    assertThat(compacted(4000)).isZero();

    assertCalls(2, 0);
  }

  @Test
  void watchIsClosedOnceItHasAnswered() {
    fake.state().revision(5000).compactedRevision(4000);

    assertThat(compacted(0)).isEqualTo(4000);

    Poll.until("the watch is closed", Duration.ofSeconds(5), () -> fake.openWatches() == 0);
  }

  @Test
  void hangingWatchEndsWithTheDeadlineAndIsClosed() {
    fake.state().revision(5000).compactedRevision(4000);
    assertThat(compacted(0)).isEqualTo(4000);
    fake.mode(WatchGrpc.getWatchMethod(), new FakeMode.Hang());

    Failure failure =
        member
            .compactedRevision(0, Deadline.in(Duration.ofMillis(200)))
            .join()
            .refusal()
            .orElseThrow();

    assertThat(failure.reason()).isEqualTo(Reason.TIMEOUT);
  }

  @Test
  void missingRightIsAReasonAndNoRevision() {
    fake.mode(KVGrpc.getRangeMethod(), new FakeMode.Fail(EtcdErrors.PERMISSION_DENIED));
    assertThat(refused(deadline -> member.compactedRevision(0, deadline)).reason())
        .isEqualTo(Reason.PERMISSION_DENIED);

    fake.state().revision(5000).compactedRevision(4000);
    fake.mode(KVGrpc.getRangeMethod(), new FakeMode.Answer());
    fake.mode(WatchGrpc.getWatchMethod(), new FakeMode.Fail(EtcdErrors.PERMISSION_DENIED));
    assertThat(refused(deadline -> member.compactedRevision(0, deadline)).reason())
        .isEqualTo(Reason.PERMISSION_DENIED);
  }
}
