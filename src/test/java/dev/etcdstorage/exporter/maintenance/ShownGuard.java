package dev.etcdstorage.exporter.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.maintenance.guard.Guard;
import dev.etcdstorage.exporter.testkit.real.RunningCommand;
import dev.etcdstorage.exporter.testkit.real.RunningExporter;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the packaged program makes of a guard that says no. */
final class ShownGuard {
  private static final Duration FIRST_LOOK = Duration.ofMinutes(1);

  private ShownGuard() {}

  /**
   * {@code defrag} refuses by this guard alone, {@code recover} by it too, and the daemon's log and
   * metric name it.
   *
   * @param also further flags of the command; the daemon's have {@code maintenance.} before
   */
  static void assertSaidByAll(Guard guard, String endpoint, String... also) {
    List<String> command = new ArrayList<>(List.of("defrag", "--yes", "--endpoints", endpoint));
    List<String> daemon =
        new ArrayList<>(
            List.of(
                "--endpoints", endpoint, "--cluster", "--keyspace=off", "--maintenance.enabled"));
    for (String flag : also) {
      command.add("--" + flag);
      daemon.add("--maintenance." + flag);
    }
    try (RunningCommand defrag = RunningCommand.start(command.toArray(String[]::new))) {
      assertThat(defrag.exitCode()).as(defrag.output()).isEqualTo(1);
      assertThat(defrag.output().lines())
          .filteredOn(line -> line.contains("REFUSES"))
          .singleElement()
          .asString()
          .contains("REFUSES  " + guard.label());
      assertThat(defrag.output()).contains("Refused, nothing was changed. " + guard.label());
    }
    try (RunningCommand recover =
        RunningCommand.start("recover", "--yes", "--no-snapshot", "--endpoints", endpoint)) {
      assertThat(recover.exitCode()).as(recover.output()).isEqualTo(1);
      assertThat(recover.output())
          .contains("REFUSED by the guard " + guard.label() + ": ", "Nothing was changed.");
    }
    try (RunningExporter exporter = RunningExporter.start(daemon.toArray(String[]::new))) {
      Poll.until(
          () -> "maintenance is refused:\n" + exporter.log(),
          FIRST_LOOK,
          () -> !exporter.logged("maintenance was refused").isEmpty());
      assertThat(exporter.logged("maintenance was refused"))
          .singleElement()
          .asString()
          .contains("level=warn", "guard=" + guard.label());
      assertThat(
              exporter
                  .metrics()
                  .value("etcd_storage_maintenance_refusals_total", "guard", guard.label()))
          .isEqualTo(1);
    }
  }
}
