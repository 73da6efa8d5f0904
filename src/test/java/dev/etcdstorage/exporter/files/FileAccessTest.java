package dev.etcdstorage.exporter.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdstorage.exporter.testkit.util.Fifo;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileAccessTest {
  private static final String HANGS =
      "no answer within 0 s; it is on a file system that hangs, or a pipe that nobody writes to";

  private final FileAccess access = new FileAccess(Duration.ofMillis(300), 2);
  private final AtomicInteger opened = new AtomicInteger();

  @TempDir Path dir;

  private String read(Path file) throws IOException {
    return access.call(
        file,
        () -> {
          opened.incrementAndGet();
          return Files.readString(file);
        });
  }

  @Test
  void contentAndFailureAreThoseOfTheOperation() throws IOException {
    Path file = Files.writeString(dir.resolve("file"), "content");

    assertThat(read(file)).isEqualTo("content");
    assertThatThrownBy(() -> read(dir.resolve("absent"))).isInstanceOf(IOException.class);
    assertThat(read(file)).isEqualTo("content");
  }

  @Test
  void fileThatHangsCostsOneThreadAndOtherFilesNothing() throws IOException {
    Path good = Files.writeString(dir.resolve("good"), "content");
    try (Fifo hanging = Fifo.at(dir.resolve("hanging"))) {
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> read(hanging.path())).hasMessage(HANGS);
        assertThat(read(good)).isEqualTo("content");
      }
      // It was opened once; while that waits nobody else does.
      assertThat(opened.get()).isEqualTo(1 + 3);
    }
  }

  @Test
  void fileThatAnswersAgainIsReadAgain() throws IOException {
    Path file = dir.resolve("file");
    try (Fifo hanging = Fifo.at(file)) {
      assertThatThrownBy(() -> read(hanging.path())).hasMessage(HANGS);
    }
    Files.writeString(file, "back");

    Poll.until("the file is read", Duration.ofSeconds(20), () -> answers(file));
    assertThat(read(file)).isEqualTo("back");
  }

  private boolean answers(Path file) {
    try {
      return !read(file).isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void noMoreThanTheLimitHangAtATime() throws IOException {
    Path good = Files.writeString(dir.resolve("good"), "content");
    try (Fifo one = Fifo.at(dir.resolve("one"));
        Fifo two = Fifo.at(dir.resolve("two"))) {
      assertThatThrownBy(() -> read(one.path())).hasMessage(HANGS);
      assertThatThrownBy(() -> read(two.path())).hasMessage(HANGS);

      assertThatThrownBy(() -> read(good)).hasMessage("not looked at, since 2 other files hang");
    }
    Poll.until("the good file is read again", Duration.ofSeconds(20), () -> answers(good));
  }

  @Test
  void reasonIsForWhoOwnsTheFile() {
    assertThat(UserFile.reason(dir.resolve("x"), new AccessDeniedException("x")))
        .isEqualTo("permission denied; the exporter's user must be able to read it");
    assertThat(UserFile.reason(dir, new IOException("Is a directory")))
        .isEqualTo("is a directory; name the file in it");
    assertThat(UserFile.reason(dir.resolve("x"), new IOException("Input/output\nerror")))
        .isEqualTo("cannot be read: Input/output error");
  }
}
