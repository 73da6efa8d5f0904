package dev.etcdstorage.exporter.keyspace.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.Writer;
import dev.etcdstorage.exporter.testkit.util.Poll;
import org.junit.jupiter.api.Test;

/**
 * Who writes much is named in a cluster of very many resources. On one version: which prefix an
 * event is counted under does not depend on how etcd reports it.
 */
class WritesByPrefixIT {
  private static final String STORM = "policyreports.wgpolicyk8s.io";

  private static long puts(RunningWatch watch, String name) {
    PrefixWrites writes = watch.sample().writes().get(name);
    return writes == null ? 0 : writes.puts();
  }

  @Test
  void stormOfANewResourceAmongHundredsIsNamedByEveryWatch() {
    try (RealEtcd etcd = RealEtcd.start(EtcdBinaries.newest("3.6"));
        Writer writer = Writer.to(etcd.endpoint());
        RunningWatch first = RunningWatch.on(100_000, etcd.clientUrl())) {
      // Given 300 custom resources, of which the first watch saw all and the second one nothing
      for (int i = 0; i < 300; i++) {
        writer.overwrite("/registry/svc" + i + ".aws.upbound.io/things" + i + "/x", 1, 1);
      }
      try (RunningWatch second = RunningWatch.on(100_000, etcd.clientUrl())) {
        first.awaitPassed(300);
        for (int i = 0; i < 300; i++) {
          writer.overwrite("/registry/late" + i + ".aws.upbound.io/things" + i + "/x", 1, 1);
        }

        // When
        writer.overwrite("/registry/wgpolicyk8s.io/policyreports/ns/a", 3_000, 2_000);
        first.awaitPassed(3_600);
        second.awaitPassed(3_300);

        // Then from the next review on, at the same revision
        assertThat(puts(first, STORM)).isBetween(2_500L, 2_999L);
        assertThat(puts(second, STORM)).isEqualTo(puts(first, STORM));
        // and each put is counted once
        assertThat(RunningWatch.puts(first.sample())).isEqualTo(3_600);
        assertThat(RunningWatch.puts(second.sample())).isEqualTo(3_300);
        assertThat(first.sample().writes()).hasSizeLessThanOrEqualTo(201);
        assertThat(second.sample().writes()).hasSizeLessThanOrEqualTo(201);
        Poll.until(
            "the hottest key is told with its prefix",
            RunningWatch.SOON,
            () ->
                first.sample().hotKeys().stream()
                    .findFirst()
                    .filter(hot -> hot.prefix().equals(STORM))
                    .isPresent());
      }
    }
  }
}
