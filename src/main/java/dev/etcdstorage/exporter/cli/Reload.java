package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.config.ConfigException;
import dev.etcdstorage.exporter.config.ExporterConfig;
import dev.etcdstorage.exporter.config.SettingException;
import dev.etcdstorage.exporter.files.MatchingFiles;
import dev.etcdstorage.exporter.metrics.ReloadState;
import dev.etcdstorage.exporter.web.WebServer;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the configuration again, on request and when cluster files change. */
final class Reload {
  private static final Logger LOG = LoggerFactory.getLogger("cli");

  private final Supplier<ExporterConfig> source;
  private final WatchedClusters clusters;
  private volatile ReloadState state = new ReloadState(true, Instant.now());

  /** Why changed cluster files cannot be taken; empty if there are none. */
  private Optional<String> notFollowed = Optional.empty();

  /**
   * @param source reads the configuration
   */
  Reload(Supplier<ExporterConfig> source, WatchedClusters clusters) {
    this.source = source;
    this.clusters = clusters;
  }

  /** The outcome of the last attempt. */
  ReloadState state() {
    return state;
  }

  /**
   * Swaps the configuration as a whole; a bad one changes nothing.
   *
   * @return what is wrong with it, in one line
   */
  synchronized Optional<String> now() {
    Optional<String> wrong = taken();
    wrong.ifPresentOrElse(Reload::complain, () -> notFollowed = Optional.empty());
    return wrong;
  }

  /**
   * The same if a cluster file came, changed or went. While it cannot be taken, each call tries
   * again and the error is logged once: a file that it names, such as a key, may come after it.
   */
  synchronized void follow() {
    if (notFollowed.isEmpty()
        && clusters.config().clusterFiles().stream().noneMatch(MatchingFiles::changed)) {
      return;
    }
    Optional<String> wrong = taken();
    wrong.filter(why -> !notFollowed.equals(Optional.of(why))).ifPresent(Reload::complain);
    notFollowed = wrong;
  }

  private Optional<String> taken() {
    Optional<String> wrong = configured();
    state = new ReloadState(wrong.isEmpty(), wrong.isEmpty() ? Instant.now() : state.taken());
    return wrong;
  }

  private Optional<String> configured() {
    try {
      ExporterConfig next = source.get();
      if (!next.web().equals(clusters.config().web())) {
        throw new ConfigException(
            "listen addresses, telemetry path and the web config file's name change only with a"
                + " restart");
      }
      WebServer.check(next.web());
      clusters.configure(next);
      LOG.atInfo().addKeyValue("clusters", next.watched().size()).log("configuration reloaded");
      return Optional.empty();
    } catch (ConfigException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (SettingException e) {
      return Optional.of(e.setting() + ": " + e.getMessage());
    } catch (RuntimeException | Error e) {
      // A deep YAML file overflows the stack, for one. Its text may quote the file.
      return Optional.of("internal error, please report it: " + e.getClass().getName());
    }
  }

  private static void complain(String why) {
    LOG.atError().addKeyValue("err", why).log("configuration not reloaded; keeping the old one");
  }
}
