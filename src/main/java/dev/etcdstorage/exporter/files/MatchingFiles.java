package dev.etcdstorage.exporter.files;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.PatternSyntaxException;

/**
 * The files that match a pattern such as {@code clusters.d/*.yaml}, with their metadata.
 *
 * @param found in the order of their names
 */
public record MatchingFiles(Path pattern, SortedMap<Path, FileStamp> found) {
  public MatchingFiles {
    found = Collections.unmodifiableSortedMap(new TreeMap<>(found));
  }

  /**
   * Looks at the folder, in bounded time. As in a shell, names that begin with a dot match only a
   * pattern that does: Kubernetes keeps a mounted folder's versions under such names.
   *
   * @param pattern whose last part may have wildcards; a name without any is always found
   * @throws IOException whose message, one line, says what is wrong with the folder
   * @throws IllegalArgumentException where it is no pattern
   */
  public static MatchingFiles look(Path pattern) throws IOException {
    Path folder = pattern.toAbsolutePath().getParent();
    if (folder == null || hasWildcard(folder.toString())) {
      throw new IllegalArgumentException(
          "only the file's own name can have wildcards, such as clusters.d/*.yaml");
    }
    String name = String.valueOf(pattern.getFileName());
    PathMatcher matcher = matcher(pattern, name);
    return FileAccess.process()
        .call(
            pattern,
            () ->
                new MatchingFiles(
                    pattern,
                    hasWildcard(name)
                        ? listed(pattern, folder, matcher)
                        : new TreeMap<>(Map.of(pattern, FileStamp.here(pattern)))));
  }

  private static PathMatcher matcher(Path pattern, String name) {
    try {
      return pattern.getFileSystem().getPathMatcher("glob:" + name);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "is not a pattern such as clusters.d/*.yaml: " + e.getDescription(), e);
    }
  }

  private static SortedMap<Path, FileStamp> listed(Path pattern, Path folder, PathMatcher matcher)
      throws IOException {
    boolean hiddenToo = String.valueOf(pattern.getFileName()).startsWith(".");
    SortedMap<Path, FileStamp> found = new TreeMap<>();
    try (DirectoryStream<Path> names = Files.newDirectoryStream(folder)) {
      for (Path each : names) {
        Path name = each.getFileName();
        if (matcher.matches(name) && (hiddenToo || !name.toString().startsWith("."))) {
          Path file = pattern.resolveSibling(name);
          found.put(file, FileStamp.here(file));
        }
      }
    } catch (DirectoryIteratorException e) {
      throw failed(folder, Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw failed(folder, e);
    }
    return found;
  }

  private static IOException failed(Path folder, IOException e) {
    return e instanceof NoSuchFileException || e instanceof NotDirectoryException
        ? new IOException("there is no folder " + folder, e)
        : new IOException(folder + ": " + UserFile.reason(folder, e), e);
  }

  private static boolean hasWildcard(String name) {
    return name.chars().anyMatch(letter -> "*?[{".indexOf(letter) >= 0);
  }

  /** Whether files came, changed or went since, or can no longer be looked at. */
  public boolean changed() {
    try {
      return !look(pattern).equals(this);
    } catch (IOException e) {
      return true;
    }
  }
}
