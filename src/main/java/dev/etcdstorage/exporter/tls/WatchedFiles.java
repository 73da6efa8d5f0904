package dev.etcdstorage.exporter.tls;

import dev.etcdstorage.exporter.config.ConfigException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that are read again when they change. There is no timer: who uses the content calls {@link
 * #refresh} before, which costs one stat a file while nothing changes.
 */
public final class WatchedFiles {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedFiles.class);

  private final Logger log;
  private final String what;
  private final List<Path> files;
  private final Runnable load;
  private final ReentrantLock lock = new ReentrantLock();
  private List<FileStamp> loaded;
  private @Nullable String complaint;

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
    // Stamps are taken before reading: a change in between is then seen by the next refresh.
    List<FileStamp> stamps = stamps(files);
    load.run();
    return new WatchedFiles(log, what, List.copyOf(files), load, stamps);
  }

  /**
   * Loads again if a file changed. Files that cannot be used keep the old content in use, are
   * logged once, and are tried again at each call: repaired permissions change no stamp. While one
   * thread loads, others go on with the old content.
   */
  public void refresh() {
    if (!lock.tryLock()) {
      return;
    }
    try {
      List<FileStamp> stamps = stamps(files);
      if (complaint == null && stamps.equals(loaded)) {
        return;
      }
      load.run();
      loaded = stamps;
      complaint = null;
      log.atInfo().addKeyValue("what", what).log("read again after a change");
    } catch (ConfigException e) {
      complain(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      // Not foreseen, so its text may quote the file. The caller goes on with what it has.
      complain("unexpected " + e.getClass().getSimpleName());
    } finally {
      lock.unlock();
    }
  }

  private void complain(String message) {
    if (!message.equals(complaint)) {
      complaint = message;
      log.atWarn()
          .addKeyValue("what", what)
          .addKeyValue("err", message)
          .log("cannot be used after a change, keeping what was read before");
    }
  }

  private static List<FileStamp> stamps(List<Path> files) {
    return files.stream().map(FileStamp::of).toList();
  }
}
