package dev.etcdstorage.exporter.testkit.util;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder that {@code ./test} fills with real programs, one folder a package and version: {@code
 * etcd-server/3.5.16/usr/bin/etcd}. The system property {@code tools.dir} says where it is.
 */
public final class ToolsDir {
  private ToolsDir() {}

  public static Path path() {
    return Path.of(System.getProperty("tools.dir", ".tools")).toAbsolutePath();
  }

  /** Every copy of a program in a package, oldest version first. */
  public static List<Path> find(String packageName, String program) {
    Path folder = path().resolve(packageName);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> versions = Files.list(folder)) {
      return versions
          .sorted(ToolsDir::byVersion)
          .map(version -> version.resolve("usr/bin").resolve(program))
          .filter(Files::isExecutable)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + folder, e);
    }
  }

  /** The newest copy, else the one on the PATH. */
  public static Optional<Path> newest(String packageName, String program) {
    List<Path> fetched = find(packageName, program);
    return fetched.isEmpty() ? onPath(program) : Optional.of(fetched.get(fetched.size() - 1));
  }

  public static Optional<Path> onPath(String program) {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** As numbers: 3.10 is newer than 3.5. */
  private static int byVersion(Path one, Path other) {
    return Arrays.compare(numbers(one), numbers(other));
  }

  private static int[] numbers(Path version) {
    return Stream.of(version.getFileName().toString().split("\\D+", -1))
        .filter(number -> !number.isEmpty())
        .mapToInt(Integer::parseInt)
        .toArray();
  }

  /** The failure of a test whose program is not there; a skip would let it go unseen. */
  public static AssertionError missing(String what) {
    return new AssertionError(what + " is not in " + path() + ": run ./test, which fetches it");
  }
}
