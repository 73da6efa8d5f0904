package dev.etcdstorage.exporter.maintenance.recover;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much room a file system has left for us. */
@FunctionalInterface
public interface Disk {
  /**
   * In bytes.
   *
   * @param folder that is there
   */
  long usableBytes(Path folder) throws IOException;

  /** The system's. */
  static Disk system() {
    return folder -> Files.getFileStore(folder).getUsableSpace();
  }
}
