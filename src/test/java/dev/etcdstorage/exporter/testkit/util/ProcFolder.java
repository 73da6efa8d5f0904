package dev.etcdstorage.exporter.testkit.util;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One process as Linux shows it under {@code /proc}: its threads, open files and connections. */
public record ProcFolder(long pid) {
  private static final String ESTABLISHED = "01";

  /** Local and remote port, state and inode of a line of {@code /proc/net/tcp}. */
  private static final Pattern SOCKET =
      Pattern.compile(
          "\\s*\\d+: \\w+:(\\w{4}) \\w+:(\\w{4}) (\\w\\w) \\S+ \\S+ \\S+ +\\d+ +\\d+ (\\d+) .*");

  public int threads() {
    return entries("task").size();
  }

  public int openFiles() {
    return targets().size();
  }

  /** The local ports of its connections to that {@code host:port}'s port. */
  public Set<Integer> connectionsTo(String address) {
    int wanted = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    List<String> open = targets();
    Set<Integer> localPorts = new TreeSet<>();
    for (String table : List.of("tcp", "tcp6")) {
      for (String line : lines(folder().resolve("net").resolve(table))) {
        Matcher socket = SOCKET.matcher(line);
        if (socket.matches()
            && Integer.parseInt(socket.group(2), 16) == wanted
            && socket.group(3).equals(ESTABLISHED)
            && open.contains("socket:[" + socket.group(4) + "]")) {
          localPorts.add(Integer.parseInt(socket.group(1), 16));
        }
      }
    }
    return localPorts;
  }

  private List<String> targets() {
    List<String> targets = new ArrayList<>();
    for (Path link : entries("fd")) {
      try {
        targets.add(Files.readSymbolicLink(link).toString());
      } catch (NoSuchFileException e) {
        // closed while we looked
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return targets;
  }

  private List<Path> entries(String name) {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> folder = Files.newDirectoryStream(folder().resolve(name))) {
      folder.forEach(entries::add);
      return entries;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path folder() {
    return Path.of("/proc", Long.toString(pid));
  }
}
