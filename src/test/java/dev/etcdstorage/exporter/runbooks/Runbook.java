package dev.etcdstorage.exporter.runbooks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of {@code docs/runbooks}: its headings, its prose and its blocks. */
record Runbook(Path file, List<String> headings, String prose, List<Block> blocks) {
  static final Path FOLDER = Path.of("docs/runbooks");
  static final Runbook ACCESS = named("access");
  private static final String FENCE = "```";
  private static final Pattern NOT_IN_AN_ANCHOR = Pattern.compile("[^a-z0-9 -]");

  /**
   * What stands between two fences.
   *
   * @param word behind the opening fence, such as {@code sh}
   * @param line of the opening fence, counted from 1
   */
  record Block(String word, int line, String text) {}

  Runbook {
    headings = List.copyOf(headings);
    blocks = List.copyOf(blocks);
  }

  static Runbook named(String name) {
    return read(FOLDER.resolve(name + ".md"));
  }

  /** Every page of the folder, the index and the shared one too. */
  static List<Runbook> pages() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().map(Runbook::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Runbook read(Path file) {
    try {
      return parse(file, Files.readAllLines(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Runbook parse(Path file, List<String> lines) {
    List<String> headings = new ArrayList<>();
    List<Block> blocks = new ArrayList<>();
    StringBuilder prose = new StringBuilder();
    Optional<Block> open = Optional.empty();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (open.isPresent() && line.strip().equals(FENCE)) {
        blocks.add(open.get());
        open = Optional.empty();
      } else if (open.isPresent()) {
        Block begun = open.get();
        open = Optional.of(new Block(begun.word(), begun.line(), begun.text() + line + "\n"));
      } else if (line.strip().startsWith(FENCE)) {
        open = Optional.of(new Block(line.strip().substring(FENCE.length()), i + 1, ""));
      } else {
        prose.append(line).append('\n');
        if (line.startsWith("#")) {
          headings.add(line);
        }
      }
    }
    open.ifPresent(
        block -> {
          throw new AssertionError(file + ":" + block.line() + " is never closed");
        });
    return new Runbook(file, headings, prose.toString(), blocks);
  }

  String name() {
    return file.getFileName().toString().replaceAll("\\.md$", "");
  }

  List<Block> blocks(String word) {
    return blocks.stream().filter(block -> block.word().equals(word)).toList();
  }

  /** Headings of the second level: the parts of the page. */
  List<String> parts() {
    return headings.stream()
        .filter(heading -> heading.startsWith("## "))
        .map(heading -> heading.substring(3))
        .toList();
  }

  /** What a link can point at behind its {@code #}, as GitHub makes it from the headings. */
  List<String> anchors() {
    return headings.stream()
        .map(heading -> heading.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(heading -> NOT_IN_AN_ANCHOR.matcher(heading).replaceAll("").replace(' ', '-'))
        .toList();
  }

  @Override
  public String toString() {
    return name();
  }
}
