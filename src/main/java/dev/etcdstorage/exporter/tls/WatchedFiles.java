package dev.etcdstorage.exporter.tls;

import dev.etcdstorage.exporter.config.ConfigException;
import dev.etcdstorage.exporter.files.FileFault;
import dev.etcdstorage.exporter.files.FileStamp;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that are read again when they change. The owner calls {@link #refresh} from a timer: it may
 * take seconds, so no request waits for it (docs/adr/0014).
 */
public final class WatchedFiles {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedFiles.class);

  private final Logger log;
  private final String what;
  private final List<Path> files;
  private final Runnable load;
  private List<FileStamp> loaded;

  /** Read by every scrape. */
  private volatile @Nullable FileFault fault;

  private WatchedFiles(
      Logger log, String what, List<Path> files, Runnable load, List<FileStamp> loaded) {
    this.log = log;
    this.what = what;
    this.files = files;
    this.load = load;
    this.loaded = loaded;
  }

  /**
   * Runs {@code load} once.
   *
   * @param what names the content in the log
   * @param load throws ConfigException, and leaves the content in use alone, when the files cannot
   *     be used
   * @throws ConfigException from the first load
   */
  public static WatchedFiles load(String what, List<Path> files, Runnable load) {
    return load(LOG, what, files, load);
  }

  static WatchedFiles load(Logger log, String what, List<Path> files, Runnable load) {
    // Stamps are taken before reading, so that the next refresh sees a change in between.
    List<FileStamp> stamps = stamps(files);
    load.run();
    return new WatchedFiles(log, what, List.copyOf(files), load, stamps);
  }

  /**
   * Loads again if a file changed; otherwise costs one stat a file. If the files cannot be used,
   * the old content stays in use, the error is logged once, and each call tries again: repaired
   * permissions change no stamp. For one thread at a time.
   */
  public void refresh() {
    List<FileStamp> stamps = stamps(files);
    FileFault before = fault;
    if (before == null && stamps.equals(loaded)) {
      return;
    }
    try {
      load.run();
      loaded = stamps;
      fault = null;
      log.atInfo()
          .addKeyValue("what", what)
          .log(before == null ? "read again after a change" : "read again, and can be used");
    } catch (ConfigException e) {
      complain(before, e.file().orElse(files.get(0)), String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      // Unexpected, so its text may quote the file. What is in use stays.
      complain(before, files.get(0), "unexpected " + e.getClass().getSimpleName());
    }
  }

  /** What keeps the files from being used; empty while all is well. */
  public Optional<FileFault> fault() {
    return Optional.ofNullable(fault);
  }

  private void complain(@Nullable FileFault before, Path file, String why) {
    if (before != null && before.why().equals(why)) {
      return;
    }
    fault = new FileFault(file, before == null ? Instant.now() : before.since(), why);
    log.atWarn()
        .addKeyValue("what", what)
        .addKeyValue("err", why)
        .log("cannot be used, keeping what was read before");
  }

  private static List<FileStamp> stamps(List<Path> files) {
    return files.stream().map(FileStamp::of).toList();
  }
}
