package dev.etcdstorage.exporter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdLaunch;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.text.Visible;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A member whose name colours and titles the terminal, erases it by one C1 character, turns the
 * direction of what follows and begins a line of its own: etcd takes any name. One version: none of
 * them looks at it.
 */
@TestInstance(Lifecycle.PER_CLASS)
class HostileNameIT {
  private static final String NAME = "ev\u001b[31mil\u001b]0;pwned\u0007\u009b2J\u202e\nFAKED";

  @TempDir Path folder;
  private RealEtcd etcd;

  @BeforeAll
  void startEtcd() {
    etcd =
        RealEtcd.start(EtcdLaunch.of(EtcdBinaries.newest("3.7")).name(NAME).quotaBytes(64L << 20));
  }

  @AfterAll
  void stopEtcd() {
    etcd.close();
  }

  static List<List<String>> commands() {
    return List.of(
        List.of("check", "--interval", "0"),
        List.of("check", "--interval", "0", "--output", "json"),
        List.of("defrag", "--dry-run"),
        List.of("defrag", "--yes", "--allow-single-member", "--worth-bytes", "0"),
        List.of("recover"));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void nameOfAMemberSteersNoTerminal(List<String> command) {
    List<String> words = new ArrayList<>(command);
    words.addAll(List.of("--endpoints", etcd.clientUrl()));

    MainRun run = MainRun.of(words.toArray(String[]::new));

    assertThat(run.all()).contains("pwned");
    assertThat(run.all().replace("\n", "").codePoints()).allMatch(Visible::shows);
    assertThat(run.all().lines()).noneMatch(line -> line.startsWith("FAKED"));
  }

  @Test
  void auditLogDoesNotSteerWhoeverReadsItEither() throws Exception {
    Path audit = folder.resolve("audit.jsonl");

    MainRun run =
        MainRun.of(
            "recover",
            "--yes",
            "--no-snapshot",
            "--audit-log",
            audit.toString(),
            "--endpoints",
            etcd.clientUrl());

    String written = Files.readString(audit);
    assertThat(run.code()).as(run.all()).isZero();
    assertThat(written).contains("pwned");
    assertThat(written.replace("\n", "").codePoints()).allMatch(Visible::shows);
  }
}
