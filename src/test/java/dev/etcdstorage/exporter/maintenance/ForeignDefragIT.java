package dev.etcdstorage.exporter.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.maintenance.guard.Guard;
import dev.etcdstorage.exporter.maintenance.guard.GuardAnswer;
import dev.etcdstorage.exporter.maintenance.guard.GuardInputs;
import dev.etcdstorage.exporter.maintenance.guard.GuardSettings;
import dev.etcdstorage.exporter.maintenance.guard.Guards;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.testkit.data.MetricsText;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.Writer;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A member that is defragmented by somebody else, seen while it is. */
@Tag("alone") // its look has 400 ms for a member that defragments
class ForeignDefragIT {
  static List<EtcdBinary> lines() {
    return EtcdBinaries.lines();
  }

  @ParameterizedTest
  @MethodSource("lines")
  void singleMemberAndADefragmentationBySomebodyElse(EtcdBinary binary) {
    try (RealEtcd one = RealEtcd.start(binary);
        Writer writer = Writer.to(one.endpoint())) {
      writer.fill("/live/", 300, 1 << 20);
      try (Defragmented forbidden = Defragmented.of(one.endpoint());
          Defragmented allowed = Defragmented.of(one.endpoint(), Defragmented.single())) {
        assertThat(forbidden.refusals()).containsExactly(Guard.SINGLE_MEMBER);
        assertThat(allowed.refusals()).isEmpty();

        CompletableFuture<Void> theirs = CompletableFuture.runAsync(() -> one.etcdctl().defrag());
        Poll.until(
            "it defragments",
            Duration.ofSeconds(30),
            () -> MetricsText.value(one.metricsPage(), "etcd_disk_defrag_inflight").orElse(0) == 1);
        // A look with patience would wait until it is over.
        ClusterSample meanwhile = allowed.cluster.look(Duration.ofMillis(400));
        theirs.join();
        assertThat(Guards.ask(inputs(meanwhile)))
            .filteredOn(GuardAnswer::refuses)
            .extracting(GuardAnswer::guard)
            .contains(Guard.DEFRAG_RUNNING);
      }
    }
  }

  private static GuardInputs inputs(ClusterSample sample) {
    return new GuardInputs(
        Instant.now(),
        sample,
        List.of(),
        Map.of(),
        new Answer.Got<>(1L),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        GuardSettings.ofDefrag(Optional.empty(), true, Optional.empty()));
  }
}
