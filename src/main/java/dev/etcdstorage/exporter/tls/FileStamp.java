package dev.etcdstorage.exporter.tls;

import dev.etcdstorage.exporter.files.FileAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * What a file looks like from outside. Links are followed: Kubernetes changes a mounted secret by
 * swapping a link, which shows as another file key.
 */
record FileStamp(@Nullable FileTime modified, long size, @Nullable Object fileKey) {
  private static final FileStamp UNREADABLE = new FileStamp(null, -1, null);

  static FileStamp of(Path file) {
    try {
      BasicFileAttributes attributes =
          FileAccess.process()
              .call(file, () -> Files.readAttributes(file, BasicFileAttributes.class));
      return new FileStamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
    } catch (IOException e) {
      return UNREADABLE;
    }
  }
}
