package dev.etcdstorage.exporter.kubernetes;

import dev.etcdstorage.exporter.testkit.data.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The indented blocks of a README, deploy/kubernetes/README.md or another: what a user would paste.
 */
final class ReadmeBlocks {
  private static final Path README = Installation.ROOT.resolve("README.md");
  private static final String INDENT = "    ";

  private ReadmeBlocks() {}

  /** The only block with this text. */
  static String with(String text) {
    return with(text, README);
  }

  /** The same of another README. */
  static String with(String text, Path readme) {
    List<String> found = all(readme).stream().filter(block -> block.contains(text)).toList();
    if (found.size() != 1) {
      throw new AssertionError(
          found.size() + " blocks of " + readme + " contain " + text + ": " + found);
    }
    return found.get(0);
  }

  private static List<String> all(Path readme) {
    List<String> blocks = new ArrayList<>();
    StringBuilder block = new StringBuilder();
    for (String line : lines(readme)) {
      if (line.startsWith(INDENT)) {
        block.append(line.substring(INDENT.length())).append('\n');
      } else if (!block.isEmpty()) {
        blocks.add(block.toString());
        block.setLength(0);
      }
    }
    if (!block.isEmpty()) {
      blocks.add(block.toString());
    }
    return blocks;
  }

  private static List<String> lines(Path readme) {
    try {
      return Files.readAllLines(readme);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
