package dev.etcdstorage.exporter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdLaunch;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.Writer;
import dev.etcdstorage.exporter.testkit.util.Json;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where the files of {@code recover} go, on a full etcd, from the command line to the exit code.
 * One version: etcd has no part in it.
 */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RecoverFilesIT {
  /** No file can be made there, not even by root. */
  private static final String UNWRITABLE = "/proc/self";

  @TempDir Path folder;
  private RealEtcd etcd;

  @BeforeAll
  void fillEtcd() {
    etcd = RealEtcd.start(EtcdLaunch.of(EtcdBinaries.newest("3.7")).quotaBytes(16L << 20));
    try (Writer writer = Writer.to(etcd.endpoint())) {
      writer.overwriteUntilNoSpace("/registry/pods/default/a", 256 << 10);
    }
    Poll.until(
        "the alarm is up",
        Duration.ofSeconds(20),
        () -> !etcd.etcdctl().status().errors().isEmpty());
  }

  @AfterAll
  void stopEtcd() {
    etcd.close();
  }

  private MainRun recover(String... flags) {
    List<String> words = new ArrayList<>(List.of("recover", "--endpoints", etcd.clientUrl()));
    words.addAll(List.of(flags));
    return MainRun.of(words.toArray(String[]::new));
  }

  @Test
  @Order(1)
  void dryRunSaysAllThatYesWouldRefuseFor() {
    String[] flags = {"--audit-log", UNWRITABLE + "/audit.jsonl", "--snapshot-dir", UNWRITABLE};

    MainRun dry = recover(flags);
    MainRun real = recover(flags[0], flags[1], flags[2], flags[3], "--yes");

    for (MainRun run : List.of(dry, real)) {
      assertThat(run.out())
          .contains("REFUSED: no file can be created in the folder for the snapshot, /proc/self: ")
          .contains("REFUSED: the audit log cannot be written: /proc/self/audit.jsonl: ")
          .contains("--audit-log -.")
          .endsWith("Nothing was changed.\n");
      assertThat(run.code()).isEqualTo(1);
    }
    assertThat(etcd.etcdctl().status().errors()).isNotEmpty();
  }

  @Test
  @Order(2)
  void dryRunThatFindsNothingMissingLeavesNoFile() {
    MainRun run =
        recover(
            "--audit-log",
            folder.resolve("audit.jsonl").toString(),
            "--snapshot-dir",
            folder.toString());

    assertThat(run.out()).contains("Nothing was changed. To do it, add --yes:");
    assertThat(run.code()).isZero();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  @Order(3)
  void auditLogGoesToStandardOutputWhereNoFileCanBeWritten() {
    MainRun run = recover("--yes", "--no-snapshot", "--audit-log", "-");

    assertThat(run.out()).contains("RECOVERED: etcd takes writes again");
    assertThat(run.code()).isZero();
    List<Json> entries =
        run.out().lines().filter(line -> line.startsWith("{")).map(Json::parse).toList();
    assertThat(entries.stream().map(entry -> entry.text("step")))
        .contains("plan", "compact", "defrag", "disarm", "canary", "verify");
    assertThat(Path.of("-")).doesNotExist();
  }
}
