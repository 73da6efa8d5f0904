package dev.etcdstorage.exporter.maintenance.recover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.TlsSettings;
import dev.etcdstorage.exporter.etcd.EtcdConnector;
import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.sample.Clusters;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.MinuteLooks;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.status.PageFrame;
import dev.etcdstorage.exporter.status.PlainPage;
import dev.etcdstorage.exporter.status.StatusPage;
import dev.etcdstorage.exporter.storage.DbSpace;
import dev.etcdstorage.exporter.storage.Thresholds;
import dev.etcdstorage.exporter.storage.Window;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdLaunch;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.Writer;
import dev.etcdstorage.exporter.testkit.util.ManualTime;
import dev.etcdstorage.exporter.testkit.util.Poll;
import dev.etcdstorage.exporter.text.OwnCommand;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The time to full is not computed from what was before a recovery or a large compaction. The
 * writes and the file are real, and only the minutes between the exporter's looks are the test's.
 * On one version: sizes mean the same on all.
 */
class PaceAfterRecoveryIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final long MIB = 1L << 20;
  private static final int VALUE = 256 << 10;

  /** 3 MiB: under a quota of 64 MiB half an hour's writes are too much. */
  private static final int WRITES_A_MINUTE = 12;

  /** Looks, 20 ms apart at least: three commits. */
  private static final int STAYS = 15;

  private final ManualTime time = new ManualTime();
  private final EtcdConnector connector = new EtcdConnector();
  private final Clusters clusters = new Clusters(time);
  private final RealEtcd etcd =
      RealEtcd.start(EtcdLaunch.of(EtcdBinaries.newest("3.6")).quotaBytes(64 * MIB));
  private final Writer writer = Writer.to(etcd.endpoint());

  /** More than half of the quota after twelve minutes; what is told then is right. */
  @BeforeEach
  void fillsSoon() {
    ClusterConfig config = Recoverer.config(etcd.clientUrl(), TlsSettings.NONE, Optional.empty());
    clusters.prepare(List.of(connector.cluster(config))).commit();
    MinuteLooks.start(clusters, () -> SOON, time);
    writer.fill(Full.LIVE, Full.LIVE_KEYS, 100);
    for (int minute = 0; minute < 12; minute++) {
      writeForAMinute();
    }
    Observed observed = observed();
    assertThat(secondsToFull(observed, Window.SHORT).orElseThrow()).isBetween(5 * 60.0, 15 * 60.0);
    assertThat(pages(observed))
        .allSatisfy(page -> assertThat(page).contains("full in ", "at the pace of the last min"));
  }

  @AfterEach
  void close() {
    writer.close();
    clusters.close();
    connector.close();
    etcd.close();
  }

  @Test
  void afterARecoveryItIsUnknownUntilTheFileWasSeenForFourMinutes() {
    try (Recoverer recoverer = Recoverer.of(etcd.endpoint())) {
      assertThat(recoverer.run()).isInstanceOf(RecoverEnd.Recovered.class);
    }
    assertThat(space().sizeBytes()).isLessThan(8 * MIB);

    assertThat(minutesUntilItIsKnown()).isEqualTo(5);
  }

  /** The file stands still while its free pages are refilled, so those in use have to tell. */
  @Test
  void afterALargeCompactionItIsUnknownUntilThePagesInUseWereSeenForSixMinutes() {
    DbSpace before = space();
    writer.compactPhysically(etcd.etcdctl().status().revision());
    Poll.until("the pages are free", SOON, () -> space().inUseBytes() < 8 * MIB);
    assertThat(space().sizeBytes()).isGreaterThanOrEqualTo(before.sizeBytes());

    assertThat(minutesUntilItIsKnown()).isEqualTo(7);
  }

  /** From now on, before the next look too, while as much is written as before. */
  private int minutesUntilItIsKnown() {
    int minutes = 0;
    for (Observed now = observed();
        secondsToFull(now, Window.SHORT).isEmpty();
        now = observed(), minutes++) {
      assertThat(minutes).isLessThan(30);
      assertThat(secondsToFull(now, Window.LONG)).isEmpty();
      assertThat(pages(now))
          .allSatisfy(
              page ->
                  assertThat(page)
                      .contains("pace of the last minutes not known yet")
                      .doesNotContain(
                          "full in ", "at the pace of the last", "at its present pace"));
      writeForAMinute();
    }
    assertThat(secondsToFull(observed(), Window.SHORT).orElseThrow())
        .isBetween(10 * 60.0, 25 * 60.0);
    return minutes;
  }

  private void writeForAMinute() {
    long before = space().inUseBytes();
    writer.overwrite("/history", WRITES_A_MINUTE, VALUE);
    AtomicLong last = new AtomicLong(before);
    AtomicInteger same = new AtomicInteger();
    // etcd tells the size of what it has committed, ten times a second; pages that a commit or a
    // compaction has freed go a commit later. So a size is right once it stays.
    Poll.until(
        "the file shows what was written",
        SOON,
        () -> {
          long now = space().inUseBytes();
          if (last.getAndSet(now) != now || now == before) {
            same.set(0);
          }
          return same.incrementAndGet() > STAYS;
        });
    time.pass(Duration.ofMinutes(1));
  }

  private Observed observed() {
    return new Observed(
        clusters.sample(SOON).get(0), Optional.empty(), Optional.empty(), Thresholds.DEFAULT);
  }

  private DbSpace space() {
    return reached(observed()).space();
  }

  private static MemberSample member(Observed observed) {
    return observed.sample().members().get(0);
  }

  private static Reached reached(Observed observed) {
    return member(observed).outcome().reached().orElseThrow();
  }

  private static OptionalDouble secondsToFull(Observed observed, Window window) {
    return Observed.secondsToFull(member(observed), reached(observed), window);
  }

  private List<String> pages(Observed observed) {
    PageFrame frame =
        new PageFrame(
            "1.2.3",
            time.instant(),
            Duration.ZERO,
            List.of("/metrics"),
            List.of(),
            Optional.empty(),
            name -> new OwnCommand(OwnCommand.NAME, ""));
    return List.of(
        PlainPage.text(frame, List.of(observed)), StatusPage.html(frame, List.of(observed)));
  }
}
