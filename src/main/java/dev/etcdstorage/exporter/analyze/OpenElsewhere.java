package dev.etcdstorage.exporter.analyze;

import dev.etcdstorage.exporter.bbolt.BoltFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether a program has the file locked, as bbolt does while it has it open. bbolt uses flock(2),
 * which Java cannot try: its own locks are those of fcntl(2), and Linux keeps the two apart. So the
 * kernel's list of locks is read. It leaves out processes in containers that this process does not
 * see; then the meta pages show at the end whether somebody wrote ({@link Analyzer}).
 */
final class OpenElsewhere {
  static final Path LOCKS = Path.of("/proc/locks");

  /** {@code 1: FLOCK ADVISORY WRITE 4711 fd:01:1234 0 EOF}: process, device, inode. */
  private static final Pattern FLOCK =
      Pattern.compile("\\d+: FLOCK +\\S+ +WRITE +(-?\\d+) +([0-9a-f]+):([0-9a-f]+):(\\d+) .*");

  private OpenElsewhere() {}

  /**
   * Refuses a file that is locked.
   *
   * @throws BoltFileException which says by whom, and what to do
   */
  static void refuse(Path file, Path locks) throws IOException {
    Optional<Long> holder = holder(file, locks);
    if (holder.isPresent()) {
      throw new BoltFileException(
          "process "
              + holder.get()
              + name(holder.get())
              + " has it open, so it changes while it is read; analyze a snapshot (--endpoints URL"
              + " takes one, etcdctl snapshot save too), or stop that member first");
    }
  }

  private static String name(long process) {
    try {
      return " (" + Files.readString(Path.of("/proc/" + process + "/comm")).strip() + ")";
    } catch (IOException e) {
      return "";
    }
  }

  /** The process that has it locked. */
  static Optional<Long> holder(Path file, Path locks) throws IOException {
    if (!Files.isReadable(locks)) {
      return Optional.empty();
    }
    long inode = (Long) Files.getAttribute(file, "unix:ino");
    long device = (Long) Files.getAttribute(file, "unix:dev");
    try (Stream<String> lines = Files.lines(locks)) {
      return lines
          .map(FLOCK::matcher)
          .filter(Matcher::matches)
          .filter(lock -> Long.parseLong(lock.group(4)) == inode && sameDevice(lock, device))
          .map(lock -> Long.parseLong(lock.group(1)))
          .findFirst();
    }
  }

  /**
   * A device without a number of its own (major 0: overlay, btrfs) may be reported differently by
   * the two: there the inode alone must do.
   */
  private static boolean sameDevice(Matcher lock, long device) {
    long major = Long.parseLong(lock.group(2), 16);
    long minor = Long.parseLong(lock.group(3), 16);
    return major == 0 || (major == major(device) && minor == minor(device));
  }

  /** As glibc's gnu_dev_major. */
  private static long major(long device) {
    return ((device >>> 8) & 0xfff) | ((device >>> 32) & ~0xfffL);
  }

  private static long minor(long device) {
    return (device & 0xff) | ((device >>> 12) & ~0xffL);
  }
}
