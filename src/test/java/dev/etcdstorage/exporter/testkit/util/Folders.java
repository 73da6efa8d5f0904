package dev.etcdstorage.exporter.testkit.util;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Temporary folders. */
public final class Folders {
  /** Of the run, which deletes it at its end; a test that is killed deletes nothing. */
  private static final Path MEMORY = Path.of(System.getProperty("memory.dir", "/dev/shm"));

  private static final long MUCH = 8L << 30;

  private Folders() {}

  public static Path temporary(String prefix) {
    try {
      return Files.createTempDirectory(prefix);
    } catch (IOException e) {
      throw new UncheckedIOException("No temporary folder", e);
    }
  }

  /**
   * In memory where there is much of it, else on the disk. What etcd writes it waits for, which on
   * a slow disk takes most of a test's time and is what none is about.
   */
  public static Path inMemory(String prefix) {
    try {
      return Files.isDirectory(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() > MUCH
          ? Files.createTempDirectory(MEMORY, prefix)
          : temporary(prefix);
    } catch (IOException e) {
      throw new UncheckedIOException("No temporary folder", e);
    }
  }

  /** Deletes the folder and all in it; one that is gone already is fine. */
  public static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> content = Files.walk(folder)) {
      for (Path path : content.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + folder, e);
    }
  }
}
