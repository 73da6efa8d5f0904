package dev.etcdstorage.exporter.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdstorage.exporter.config.ConfigException;
import dev.etcdstorage.exporter.testkit.util.RecordingLogger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedFilesTest {
  private final RecordingLogger log = new RecordingLogger();
  private final List<String> loads = new ArrayList<>();

  @TempDir Path dir;

  @Test
  void loadsOnlyWhatChanged() throws IOException {
    Path file = Files.writeString(dir.resolve("f"), "one");
    WatchedFiles files = watch(file);

    files.refresh();
    files.refresh();
    assertThat(loads).containsExactly("one");

    Files.writeString(file, "second");
    files.refresh();
    files.refresh();
    assertThat(loads).containsExactly("one", "second");
    assertThat(log.lines()).containsExactly("INFO read again after a change what=\"the file\"");
  }

  @Test
  void logsBrokenFileOnceAndItsRecovery() throws IOException {
    Path file = Files.writeString(dir.resolve("f"), "one");
    WatchedFiles files = watch(file);

    Files.writeString(file, "broken");
    files.refresh();
    files.refresh();
    Files.writeString(file, "mended");
    files.refresh();

    assertThat(log.lines())
        .containsExactly(
            "WARN cannot be used, keeping what was read before"
                + " what=\"the file\" err=\"it is broken\"",
            "INFO read again, and can be used what=\"the file\"");
    assertThat(loads).containsExactly("one", "mended");
  }

  @Test
  void triesUnreadableFileAgainAlthoughItsStampIsTheSame() throws IOException {
    Path file = Files.writeString(dir.resolve("f"), "one");
    boolean[] denied = {false};
    WatchedFiles files =
        watch(
            file,
            () -> {
              if (denied[0]) {
                throw new ConfigException("permission denied");
              }
              loads.add(read(file));
            });

    denied[0] = true;
    Files.writeString(file, "second");
    files.refresh();
    denied[0] = false;
    files.refresh();

    assertThat(loads).containsExactly("one", "second");
  }

  @Test
  void survivesUnforeseenFailureWithoutQuotingIt() throws IOException {
    Path file = Files.writeString(dir.resolve("f"), "one");
    WatchedFiles files =
        watch(
            file,
            () -> {
              if (!read(file).equals("one")) {
                throw new IllegalStateException("secret");
              }
            });

    Files.writeString(file, "second");
    files.refresh();

    assertThat(log.lines())
        .containsExactly(
            "WARN cannot be used, keeping what was read before"
                + " what=\"the file\" err=\"unexpected IllegalStateException\"");
  }

  @Test
  void failsAtFirstLoad() throws IOException {
    Path file = Files.writeString(dir.resolve("f"), "broken");
    assertThatThrownBy(() -> watch(file))
        .isInstanceOf(ConfigException.class)
        .hasMessage("it is broken");
  }

  private WatchedFiles watch(Path file) {
    return watch(
        file,
        () -> {
          if (read(file).equals("broken")) {
            throw new ConfigException("it is broken");
          }
          loads.add(read(file));
        });
  }

  private WatchedFiles watch(Path file, Runnable load) {
    return WatchedFiles.load(log, "the file", List.of(file), load);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
