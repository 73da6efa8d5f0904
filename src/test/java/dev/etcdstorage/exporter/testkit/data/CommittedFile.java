package dev.etcdstorage.exporter.testkit.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A generated file that is committed, so that a change of it is seen in a review. */
public final class CommittedFile {
  private CommittedFile() {}

  /**
   * Compares the file with what it would be now, or writes it.
   *
   * @param file relative to the project
   * @param writeProperty the system property that makes it write
   */
  public static void assertCurrent(Path file, String now, String writeProperty) {
    try {
      if (Boolean.getBoolean(writeProperty)) {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, now);
      }
      assertThat(Files.exists(file) ? Files.readString(file) : "")
          .as(
              "%s; if the change is meant: ./mvnw test -D%s=true, look at git diff, commit",
              file, writeProperty)
          .isEqualTo(now);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
