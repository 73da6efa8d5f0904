package dev.etcdstorage.exporter.web;

import dev.etcdstorage.exporter.config.ServerTls;
import dev.etcdstorage.exporter.files.FileFault;
import dev.etcdstorage.exporter.tls.KeyPairFiles;
import dev.etcdstorage.exporter.tls.SystemTrust;
import dev.etcdstorage.exporter.tls.TrustAnything;
import dev.etcdstorage.exporter.tls.TrustFile;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.X509ExtendedTrustManager;

/** What one TLS section of the web configuration means: keys, trust, demands. */
record TlsMaterial(
    ServerTls settings,
    KeyPairFiles keys,
    Optional<TrustFile> trustFile,
    X509ExtendedTrustManager trust) {

  /**
   * Opens the files.
   *
   * @throws dev.etcdstorage.exporter.config.ConfigException if one cannot be used
   */
  static TlsMaterial load(ServerTls settings) {
    KeyPairFiles keys = KeyPairFiles.load(settings.certFile(), settings.keyFile());
    Optional<TrustFile> file = settings.clientCaFile().map(TrustFile::load);
    return new TlsMaterial(settings, keys, file, trust(settings, file));
  }

  /** Takes up changed files; may take seconds. */
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
    return file.map(TrustFile::trustManager).orElseGet(SystemTrust::trustManager);
  }
}
