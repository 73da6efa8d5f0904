package dev.etcdstorage.exporter.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder that {@code ./test} fills with real programs, one folder a package and version: {@code
 * etcd-server/3.5.16/usr/bin/etcd}. The system property {@code tools.dir} says where it is.
 */
final class ToolsDir {
  private ToolsDir() {}

  static Path path() {
    return Path.of(System.getProperty("tools.dir", ".tools")).toAbsolutePath();
  }

  /** Every copy of a program in a package, in no particular order of versions. */
  static List<Path> find(String packageName, String program) {
    Path folder = path().resolve(packageName);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> versions = Files.list(folder)) {
      return versions
          .map(version -> version.resolve("usr/bin").resolve(program))
          .filter(Files::isExecutable)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + folder, e);
    }
  }

  /** The failure of a test whose program is not there; a skip would let it go unseen. */
  static AssertionError missing(String what) {
    return new AssertionError(what + " is not in " + path() + ": run ./test, which fetches it");
  }
}
