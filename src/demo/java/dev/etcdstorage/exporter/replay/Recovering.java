package dev.etcdstorage.exporter.replay;

import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.RunningCommand;
import dev.etcdstorage.exporter.testkit.util.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The packaged program's {@code recover --yes}, with what its audit log says of it. */
final class Recovering {
  /** A step of it that is done, and the seconds that it took. */
  record Stage(String name, double seconds) {}

  private final Path audit;

  /**
   * @param folder for the audit log
   */
  Recovering(Path folder) {
    this.audit = folder.resolve("recover.jsonl");
  }

  /** Runs it; fails where it does. Returns its stages, in order. */
  List<Stage> run(RealCluster cluster) {
    try (RunningCommand recover =
        RunningCommand.start(
            "recover",
            "--endpoints=" + cluster.endpoints().get(0),
            "--yes",
            "--no-snapshot",
            "--audit-log=" + audit)) {
      if (recover.exitCode() != 0) {
        throw new AssertionError("recover failed:\n" + recover.output());
      }
      return stages();
    }
  }

  private List<Stage> stages() {
    try {
      return Files.readAllLines(audit).stream()
          .map(Json::parse)
          .flatMap(line -> stage(line).stream())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a step did to a single member is part of that step. */
  private static Optional<Stage> stage(Json line) {
    Map<String, String> fields = line.texts();
    return fields.containsKey("seconds") && !fields.containsKey("member")
        ? Optional.of(new Stage(line.text("step"), Double.parseDouble(line.text("seconds"))))
        : Optional.empty();
  }
}
