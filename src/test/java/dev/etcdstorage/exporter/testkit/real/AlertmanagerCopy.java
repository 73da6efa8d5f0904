package dev.etcdstorage.exporter.testkit.real;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Debian's Alertmanager opens its message templates under a fixed path, where only an installed
 * package has them, and does not start without. An unpacked one is run from a copy that looks for
 * them in its working folder: one letter of the path differs.
 */
final class AlertmanagerCopy {
  private static final String FIXED = "/usr/share/prometheus/alertmanager";
  private static final String RELATIVE = ".usr" + FIXED.substring("/usr".length());

  private AlertmanagerCopy() {}

  /** What to start in the folder: the program itself where it will find what it needs. */
  static Path in(Path folder, Path program) {
    Path templates = program.toAbsolutePath().resolve("../../share").normalize();
    boolean unpacked = Files.isDirectory(templates.resolve("prometheus/alertmanager"));
    if (!unpacked || Files.isDirectory(Path.of(FIXED))) {
      return program;
    }
    try {
      Files.createSymbolicLink(folder.resolve(".usr"), templates.getParent());
      // Every byte is a character of this charset, so that nothing else changes.
      String code = new String(Files.readAllBytes(program), ISO_8859_1).replace(FIXED, RELATIVE);
      Path copy = folder.resolve("alertmanager");
      Files.write(copy, code.getBytes(ISO_8859_1));
      if (!copy.toFile().setExecutable(true)) {
        throw new AssertionError("Cannot make executable: " + copy);
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException("No copy of " + program, e);
    }
  }
}
