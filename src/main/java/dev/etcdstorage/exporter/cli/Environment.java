package dev.etcdstorage.exporter.cli;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a flag falls back to: etcdctl's variables, so that a shell set up for it works here too. */
record Environment(Map<String, String> variables) {

  Optional<String> get(String name) {
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
  }

  /**
   * The flag's value, else the variable's; a value that cannot be read names where it came from.
   */
  <T> Optional<T> value(
      @Nullable String given, String flag, String variable, Function<String, T> parser) {
    if (given != null) {
      return Optional.of(read(given, flag, parser));
    }
    return get(variable).map(text -> read(text, variable, parser));
  }

  /** Turns a parser's complaint into one that names the flag or variable. */
  static <T> T read(String text, String origin, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException(origin + ": " + e.getMessage());
    }
  }
}
