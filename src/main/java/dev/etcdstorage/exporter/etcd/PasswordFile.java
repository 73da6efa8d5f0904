package dev.etcdstorage.exporter.etcd;

import dev.etcdstorage.exporter.config.ConfigException;
import dev.etcdstorage.exporter.config.TextFile;
import dev.etcdstorage.exporter.files.FileFault;
import dev.etcdstorage.exporter.tls.WatchedFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A user's password: the first line of a file that is read again when it changes. */
final class PasswordFile {
  private final AtomicReference<String> password;
  private final WatchedFiles file;

  private PasswordFile(AtomicReference<String> password, WatchedFiles file) {
    this.password = password;
    this.file = file;
  }

  /**
   * @throws ConfigException when it cannot be used
   */
  static PasswordFile load(Path path) {
    AtomicReference<String> password = new AtomicReference<>("");
    WatchedFiles file =
        WatchedFiles.load(
            "password file " + path, List.of(path), () -> password.set(firstLine(path)));
    return new PasswordFile(password, file);
  }

  private static String firstLine(Path path) {
    String first = TextFile.read(path).lines().findFirst().orElse("");
    if (first.isEmpty()) {
      throw new ConfigException(path, "the first line is empty; it must be the password");
    }
    return first;
  }

  /** As last read. Never blocks: the event loop calls it. */
  String password() {
    return password.get();
  }

  void refresh() {
    file.refresh();
  }

  Optional<FileFault> fault() {
    return file.fault();
  }
}
