package dev.etcdstorage.exporter.testkit.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The blocks of {@code docs/night.md}, each by the name behind {@code sh}. */
public final class NightPage {
  private static final Path PAGE = Path.of("docs/night.md");
  private static final Pattern BLOCK =
      Pattern.compile("^```sh ([a-z-]+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Map<String, String> BLOCKS = read();

  private NightPage() {}

  private static Map<String, String> read() {
    Map<String, String> blocks = new LinkedHashMap<>();
    try {
      for (MatchResult found : BLOCK.matcher(Files.readString(PAGE)).results().toList()) {
        blocks.put(found.group(1), found.group(2));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return blocks;
  }

  /** What a person pastes. */
  public static String block(String name) {
    String block = BLOCKS.get(name);
    if (block == null) {
      throw new AssertionError(PAGE + " has no block " + name + ", but " + BLOCKS.keySet());
    }
    return block;
  }

  public static Set<String> names() {
    return BLOCKS.keySet();
  }
}
