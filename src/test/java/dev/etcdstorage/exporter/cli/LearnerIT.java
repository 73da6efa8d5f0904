package dev.etcdstorage.exporter.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdstorage.exporter.testkit.real.EndpointStatus;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.EtcdLaunch;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.Writer;
import dev.etcdstorage.exporter.testkit.util.Command;
import dev.etcdstorage.exporter.testkit.util.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A learner whose file is free pages for the most part, which etcd cannot defragment. */
class LearnerIT {
  private static final long QUOTA = 64L << 20;
  private static final int VALUE = 256 << 10;

  /** The offline tool is another one on 3.4. */
  static List<EtcdBinary> lines() {
    return EtcdBinaries.lines();
  }

  @ParameterizedTest
  @MethodSource("lines")
  void isANoteWithTheCommandThatReallyMakesItsFileSmaller(EtcdBinary binary) {
    try (RealCluster etcd = RealCluster.start(EtcdLaunch.of(binary).quotaBytes(QUOTA), 1)) {
      // Given
      RealEtcd voter = etcd.members().get(0);
      RealEtcd learner = etcd.addLearner();
      try (Writer writer = Writer.to(voter.endpoint())) {
        writer.overwrite("/registry/pods/default/a", 48, VALUE);
        writer.compactPhysically(voter.etcdctl().status().revision());
      }
      etcd.awaitFreePages();
      voter.etcdctl().defrag();
      assertThatThrownBy(() -> learner.etcdctl().defrag())
          .hasMessageContaining("rpc not supported for learner");

      // When
      MainRun text = check(voter);

      // Then
      assertThat(text.code()).as(text.out()).isZero();
      assertThat(unwrapped(text))
          .contains(
              "% of the learner " + learner.name() + "'s file is free pages",
              learner.name()
                  + ": free pages fill the file of a learner, and etcd cannot defragment",
              " stop it and run " + tool(binary) + " defrag --data-dir DIR on its data")
          .doesNotContain("etcd-storage-exporter defrag");
      assertThat(verdict(voter, learner)).isEqualTo("none");

      // When it is done
      EndpointStatus before = learner.etcdctl().status();
      learner.stop();
      Command.Result offline =
          Command.run(
              List.of(
                  binary.restorer().toString(),
                  "defrag",
                  "--data-dir",
                  learner.dataDir().toString()),
              Map.of(),
              "");
      assertThat(offline.exitCode()).as(offline.stderr()).isZero();
      learner.start();
      learner.awaitReady();

      // Then
      assertThat(learner.etcdctl().status().dbSize()).isLessThan(before.dbSize() / 2);
      assertThat(unwrapped(check(voter))).doesNotContain("of a learner", "of the learner");
    }
  }

  private static String tool(EtcdBinary binary) {
    return binary.version().isAtLeast("3.5") ? "etcdutl" : "etcdctl";
  }

  private static MainRun check(RealEtcd etcd, String... more) {
    String[] flags = {"check", "--endpoints", etcd.clientUrl(), "--cluster", "--interval=0"};
    return MainRun.of(
        Stream.concat(Arrays.stream(flags), Arrays.stream(more)).toArray(String[]::new));
  }

  /** Its lines are broken for a terminal. */
  private static String unwrapped(MainRun run) {
    return run.out().replaceAll("\\s+", " ");
  }

  private static String verdict(RealEtcd asked, RealEtcd member) {
    Json cluster = Json.parse(check(asked, "--output=json").out()).list("clusters").get(0);
    return cluster.list("members").stream()
        .filter(one -> one.text("name").equals(member.name()))
        .map(one -> one.text("verdict"))
        .findFirst()
        .orElseThrow();
  }
}
