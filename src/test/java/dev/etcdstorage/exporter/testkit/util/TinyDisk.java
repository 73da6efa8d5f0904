package dev.etcdstorage.exporter.testkit.util;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A file system of a few bytes, in memory; mounting it needs root. */
public final class TinyDisk implements AutoCloseable {
  private final Path folder;

  private TinyDisk(Path folder) {
    this.folder = folder;
  }

  public static TinyDisk of(long bytes) {
    Path folder = Folders.temporary("tiny-disk");
    run("mount", "-t", "tmpfs", "-o", "size=" + bytes, "tmpfs", folder.toString());
    return new TinyDisk(folder);
  }

  /** Where it is mounted. */
  public Path folder() {
    return folder;
  }

  private static void run(String... command) {
    Command.Result result = Command.run(List.of(command), Map.of(), "");
    if (result.exitCode() != 0) {
      throw new AssertionError(String.join(" ", command) + " failed: " + result.stderr());
    }
  }

  @Override
  public void close() {
    run("umount", folder.toString());
    Folders.delete(folder);
  }
}
