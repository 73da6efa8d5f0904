package dev.etcdstorage.exporter.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The shipped rules with every time divided, by the generator that makes the shipped ones. */
final class Rules {
  private Rules() {}

  /** Both files: the exporter's, and those on etcd's own metrics. */
  static List<Path> faster(int times, Path folder) {
    return List.of(
        generate(folder.resolve("etcd-storage.rules.yaml"), times),
        generate(folder.resolve("etcd-native.rules.yaml"), times, "--native"));
  }

  private static Path generate(Path file, int times, String... flags) {
    List<String> command =
        new ArrayList<>(List.of("rules/generate", "--faster", Integer.toString(times)));
    command.addAll(List.of(flags));
    Path errors = file.resolveSibling(file.getFileName() + ".errors");
    try {
      int exitCode =
          new ProcessBuilder(command)
              .redirectOutput(file.toFile())
              .redirectError(errors.toFile())
              .start()
              .waitFor();
      if (exitCode != 0) {
        throw new AssertionError(command + " failed: " + Files.readString(errors));
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot run " + command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted", e);
    }
  }
}
