package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.config.SettingException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
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

  /** A file's name; an empty one comes from a script whose own variable is not set. */
  static Path file(String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("is empty; give a file name or leave it out");
    }
    return Path.of(name);
  }

  /**
   * Runs a validating constructor.
   *
   * @param origins the flag or variable that each setting came from
   */
  static <T> T check(Map<String, String> origins, Supplier<T> constructor) {
    try {
      return constructor.get();
    } catch (SettingException e) {
      throw new UsageException(
          origins.getOrDefault(e.setting(), e.setting()) + ": " + e.getMessage());
    }
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
