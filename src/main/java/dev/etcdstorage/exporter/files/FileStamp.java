package dev.etcdstorage.exporter.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * A file's metadata. Links are followed: Kubernetes changes a mounted secret by swapping a link,
 * which shows as another file key.
 */
public record FileStamp(@Nullable FileTime modified, long size, @Nullable Object fileKey) {
  private static final FileStamp UNREADABLE = new FileStamp(null, -1, null);

  /** The present one, in bounded time. */
  public static FileStamp of(Path file) {
    try {
      return FileAccess.process().call(file, () -> looked(file));
    } catch (IOException e) {
      return UNREADABLE;
    }
  }

  /** For threads that may be left behind. */
  static FileStamp here(Path file) {
    try {
      return looked(file);
    } catch (IOException e) {
      return UNREADABLE;
    }
  }

  private static FileStamp looked(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return new FileStamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
  }
}
