package dev.etcdstorage.exporter.web;

import dev.etcdstorage.exporter.config.ServerTls;
import dev.etcdstorage.exporter.files.FileFault;
import dev.etcdstorage.exporter.tls.KeyPairFiles;
import dev.etcdstorage.exporter.tls.TrustAnything;
import dev.etcdstorage.exporter.tls.TrustFile;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.X509ExtendedTrustManager;

/** One TLS section of the web configuration, opened: keys, trust, requirements. */
record TlsMaterial(
    ServerTls settings,
    KeyPairFiles keys,
    Optional<TrustFile> trustFile,
    X509ExtendedTrustManager trust) {

  /**
   * @throws dev.etcdstorage.exporter.config.ConfigException if a file cannot be used
   */
  static TlsMaterial load(ServerTls settings) {
    return load(settings, KeyPairFiles::load);
  }

  /**
   * The material for other settings. Files of the same settings stay open: they are followed
   * anyway.
   *
   * @throws dev.etcdstorage.exporter.config.ConfigException if one cannot be used; this stays in
   *     use then
   */
  TlsMaterial with(ServerTls other) {
    return other.equals(settings) ? this : load(other, keys::replaceBy);
  }

  private static TlsMaterial load(
      ServerTls settings, BiFunction<Path, Path, KeyPairFiles> keyPair) {
    Optional<TrustFile> file = settings.clientCaFile().map(TrustFile::load);
    var trust = trust(settings, file);
    // Last, since it changes the key in use: nothing can fail after it.
    KeyPairFiles keys = keyPair.apply(settings.certFile(), settings.keyFile());
    return new TlsMaterial(settings, keys, file, trust);
  }

  /** Reads changed files again; may take seconds. */
  void refresh() {
    keys.refresh();
    trustFile.ifPresent(TrustFile::refresh);
  }

  Stream<FileFault> faults() {
    return Stream.concat(keys.fault().stream(), trustFile.flatMap(TrustFile::fault).stream());
  }

  SSLParameters parameters(SSLContext context) {
    SSLParameters parameters = context.getDefaultSSLParameters();
    parameters.setProtocols(
        settings.minVersion() == ServerTls.MinVersion.TLS13
            ? new String[] {"TLSv1.3"}
            : new String[] {"TLSv1.3", "TLSv1.2"});
    // Each of the two setters clears what the other one set, so only one is called.
    if (settings.clientAuth().required()) {
      parameters.setNeedClientAuth(true);
    } else {
      parameters.setWantClientAuth(settings.clientAuth() != ServerTls.ClientAuth.NO_CLIENT_CERT);
    }
    return parameters;
  }

  private static X509ExtendedTrustManager trust(ServerTls settings, Optional<TrustFile> file) {
    if (!settings.clientAuth().verified()) {
      return new TrustAnything();
    }
    return file.map(TrustFile::trustManager).orElseGet(TrustFile::ofJavaRuntime);
  }
}
