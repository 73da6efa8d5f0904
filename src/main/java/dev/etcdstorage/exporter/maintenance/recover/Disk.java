package dev.etcdstorage.exporter.maintenance.recover;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The room that a file system has left for this process. */
@FunctionalInterface
public interface Disk {
  /**
   * In bytes.
   *
   * @param folder an existing one
   */
  long usableBytes(Path folder) throws IOException;

  static Disk system() {
    return folder -> Files.getFileStore(folder).getUsableSpace();
  }
}
