package dev.etcdstorage.exporter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.util.Command;
import dev.etcdstorage.exporter.testkit.util.ToolsDir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** bash's completion in a zsh at a terminal, with the lines of deploy/systemd/README.md. */
class ZshCompletionIT {
  private static final String NAME = "etcd-storage-exporter";
  private static final String INSTALLED =
      "/usr/local/share/bash-completion/completions/etcd-storage-exporter";
  private static final Path SHIPPED =
      Path.of("src/main/dist/share/bash-completion/completions/etcd-storage-exporter");

  /** Types, asks for the completion, and reads until the shell ends, which it does after that. */
  private static final String TYPIST =
      """
      zmodload zsh/zpty
      zpty terminal "$1 -i"
      zpty -r terminal seen '*ready> *'
      zpty -w -n terminal "$2"$'\\C-x'
      while zpty -r terminal seen; do :; done
      """;

  /** Control-X completes what was typed, writes down what stands there then, and leaves. */
  private static final String AT_CONTROL_X =
      """
      PS1='ready> '
      note() {
        zle complete-word
        print -r -- $BUFFER > $ZDOTDIR/completed
        BUFFER=exit
        zle accept-line
      }
      zle -N note
      bindkey '^X' note
      """;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "che, check",
    "serve --web.conf, serve --web.config.file",
    "defrag --allow, defrag --allow-single-member",
    "check --output J, check --output JSON"
  })
  void zshCompletes(String typed, String completed) throws IOException {
    // Given
    Path zsh =
        fetched()
            .map(root -> root.resolve("bin/zsh"))
            .or(() -> ToolsDir.onPath("zsh"))
            .orElseThrow(() -> ToolsDir.missing("zsh"));
    Files.writeString(folder.resolve(".zshenv"), whereItsPartsAre());
    Files.writeString(folder.resolve(".zshrc"), linesOfTheReadme() + AT_CONTROL_X);
    Path typist = Files.writeString(folder.resolve("typist"), TYPIST);

    // When
    Command.Result said =
        Command.run(
            List.of(zsh.toString(), typist.toString(), zsh.toString(), NAME + " " + typed),
            Map.of("ZDOTDIR", folder.toString(), "TERM", "dumb"),
            "");

    // Then
    assertThat(folder.resolve("completed")).as(said.stdout() + said.stderr()).exists();
    assertThat(Files.readString(folder.resolve("completed")).strip())
        .isEqualTo(NAME + " " + completed);
  }

  /** With the file where it is here. */
  private static String linesOfTheReadme() throws IOException {
    String lines =
        Files.readString(Path.of("deploy/systemd/README.md"))
            .lines()
            .filter(line -> line.startsWith("    autoload ") || line.startsWith("    source "))
            .map(line -> line.strip() + "\n")
            .collect(Collectors.joining());
    assertThat(lines.lines()).hasSize(2).last().isEqualTo("source " + INSTALLED);
    return lines.replace(INSTALLED, SHIPPED.toAbsolutePath().toString());
  }

  /** An installed one knows; that of {@code tools.dir} is told. */
  private static String whereItsPartsAre() throws IOException {
    Optional<Path> fetched = fetched();
    if (fetched.isEmpty()) {
      return "";
    }
    Path modules = fetched.get().resolve("usr/lib");
    return "module_path=(%s)\nfpath=(%s)\n"
        .formatted(
            foldersOf(modules, ".*/zsh/[0-9.]+"),
            foldersOf(ToolsDir.path().resolve("zsh-common"), ".*/functions(/.*)?"));
  }

  /** Debian's package, which has it in /bin, not in /usr/bin. */
  private static Optional<Path> fetched() throws IOException {
    Path versions = ToolsDir.path().resolve("zsh");
    if (!Files.isDirectory(versions)) {
      return Optional.empty();
    }
    try (Stream<Path> all = Files.list(versions)) {
      return all.max(Comparator.naturalOrder());
    }
  }

  private static String foldersOf(Path root, String pattern) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isDirectory)
          .map(Path::toString)
          .filter(name -> name.matches(pattern))
          .sorted()
          .map(name -> "'" + name + "'")
          .collect(Collectors.joining(" "));
    }
  }
}
