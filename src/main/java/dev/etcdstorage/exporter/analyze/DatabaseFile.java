package dev.etcdstorage.exporter.analyze;

import dev.etcdstorage.exporter.bbolt.BoltFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The named file, or the one in the named data directory.
 *
 * @param dataDir of a member, if one was named
 */
public record DatabaseFile(Path file, Optional<Path> dataDir) {
  private static final Path IN_DATA_DIR = Path.of("member", "snap", "db");
  private static final List<Path> IN_FOLDER =
      List.of(IN_DATA_DIR, Path.of("snap", "db"), Path.of("db"));

  /**
   * Finds the file.
   *
   * @throws IOException whose message says in one line why there is none
   */
  public static DatabaseFile at(Path named) throws IOException {
    if (Files.isDirectory(named)) {
      return inFolder(named);
    }
    if (!Files.exists(named)) {
      throw new BoltFileException(
          Files.isSymbolicLink(named) ? "the link is broken" : "no such file or directory");
    }
    if (!Files.isRegularFile(named)) {
      throw new BoltFileException("it is neither a file nor a directory");
    }
    return new DatabaseFile(readable(named), dataDirOf(named));
  }

  private static DatabaseFile inFolder(Path folder) throws IOException {
    for (Path place : IN_FOLDER) {
      Path file = folder.resolve(place);
      if (Files.isRegularFile(file)) {
        return new DatabaseFile(readable(file), dataDirOf(file));
      }
    }
    if (!Files.isReadable(folder) || !Files.isExecutable(folder)) {
      throw new BoltFileException("the directory cannot be looked at: permission denied");
    }
    throw new BoltFileException(
        "there is no member in this directory: no "
            + IN_DATA_DIR
            + ", which etcd keeps its data in");
  }

  private static Path readable(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw new BoltFileException(
          (Files.isDirectory(file.toAbsolutePath().resolveSibling(".")) ? "" : file + ": ")
              + "permission denied; etcd's files are readable by its own user and by root");
    }
    return file;
  }

  private static Optional<Path> dataDirOf(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    return absolute.endsWith(IN_DATA_DIR)
        ? Optional.of(absolute.resolve("../../..").normalize())
        : Optional.empty();
  }
}
