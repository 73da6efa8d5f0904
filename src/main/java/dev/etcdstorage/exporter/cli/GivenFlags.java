package dev.etcdstorage.exporter.cli;

import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The flags that were typed, as the parser saw them: no list of flags is kept by hand, so none can
 * be forgotten in it. Variables and defaults are not typed.
 *
 * @param names the longest name of each, such as {@code --endpoints}
 */
record GivenFlags(List<String> names) {
  GivenFlags {
    names = List.copyOf(names);
  }

  static GivenFlags of(ParseResult parsed) {
    return new GivenFlags(
        parsed.matchedOptions().stream().map(OptionSpec::longestName).distinct().toList());
  }

  boolean anyBeginsWith(String prefix) {
    return names.stream().anyMatch(name -> name.startsWith(prefix));
  }

  /**
   * A flag beside the configuration file must have an effect or be refused: whoever typed it would
   * go on believing in it.
   *
   * @param heeded the flags that the command looks at beside the file too
   * @throws UsageException that names the others
   */
  void refuseBesideFile(Set<String> heeded) {
    List<String> lost = names.stream().filter(name -> !heeded.contains(name)).toList();
    if (!lost.isEmpty()) {
      throw new UsageException(
          "--config.file replaces "
              + String.join(", ", lost)
              + "; say that in the file, or leave the file out");
    }
  }
}
