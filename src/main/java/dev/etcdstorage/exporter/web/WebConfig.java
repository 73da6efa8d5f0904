package dev.etcdstorage.exporter.web;

import dev.etcdstorage.exporter.config.WebConfigFile;
import dev.etcdstorage.exporter.files.FileFault;
import dev.etcdstorage.exporter.tls.WatchedFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The web configuration in use. Its file is read again when it changes; if it cannot be used, the
 * previous configuration stays in use.
 */
final class WebConfig {
  private static final Logger LOG = LoggerFactory.getLogger(WebConfig.class);

  /** A configuration and the opened files that it names. */
  record Current(WebConfigFile file, Optional<TlsMaterial> tls) {}

  private final AtomicReference<Current> current;
  private final Optional<WatchedFiles> watched;

  private WebConfig(AtomicReference<Current> current, Optional<WatchedFiles> watched) {
    this.current = current;
    this.watched = watched;
  }

  /**
   * Reads the file and those that it names.
   *
   * @param file absent for plain HTTP, open to all
   * @throws dev.etcdstorage.exporter.config.ConfigException if one cannot be used
   */
  static WebConfig load(Optional<Path> file) {
    return load(LOG, file);
  }

  static WebConfig load(Logger log, Optional<Path> file) {
    WebConfigFile first = file.map(WebConfigFile::load).orElse(WebConfigFile.NONE);
    AtomicReference<Current> current =
        new AtomicReference<>(new Current(first, first.tls().map(TlsMaterial::load)));
    return new WebConfig(
        current,
        file.map(
            path ->
                WatchedFiles.load(
                    "web configuration " + path,
                    List.of(path),
                    () -> current.set(next(log, current.get(), WebConfigFile.load(path))))));
  }

  /** The present configuration. Never blocks. */
  Current current() {
    return current.get();
  }

  /** Reads the file and those that it names again if they changed; may take seconds. */
  void refresh() {
    watched.ifPresent(WatchedFiles::refresh);
    current().tls().ifPresent(TlsMaterial::refresh);
  }

  /** Files that cannot be used at the moment. */
  Stream<FileFault> faults() {
    return Stream.concat(
        watched.flatMap(WatchedFiles::fault).stream(),
        current().tls().stream().flatMap(TlsMaterial::faults));
  }

  private static Current next(Logger log, Current before, WebConfigFile file) {
    if (before.tls().isPresent() != file.tls().isPresent()) {
      log.atWarn()
          .addKeyValue("in_use", before.tls().isPresent() ? "https" : "http")
          .log("switching TLS on or off needs a restart; the rest of the file is in use");
      return new Current(file, before.tls());
    }
    return new Current(file, before.tls().map(material -> material.with(file.tls().get())));
  }
}
