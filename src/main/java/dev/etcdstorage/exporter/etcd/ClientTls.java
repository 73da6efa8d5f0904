package dev.etcdstorage.exporter.etcd;

import com.google.common.base.Suppliers;
import dev.etcdstorage.exporter.config.TlsSettings;
import dev.etcdstorage.exporter.files.FileFault;
import dev.etcdstorage.exporter.tls.KeyPairFiles;
import dev.etcdstorage.exporter.tls.TrustAnything;
import dev.etcdstorage.exporter.tls.TrustFile;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.net.HttpURLConnection;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/** One cluster's TLS, for gRPC and for etcd's metrics page; follows the files on disk. */
final class ClientTls {
  private static final ApplicationProtocolConfig HTTP2 =
      new ApplicationProtocolConfig(
          ApplicationProtocolConfig.Protocol.ALPN,
          ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
          ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
          ApplicationProtocolNames.HTTP_2);

  private final Optional<TrustFile> trust;
  private final Optional<KeyPairFiles> keys;
  private final Optional<String> serverName;
  private final boolean anything;

  // Made by the first connection that needs it: a cluster in plain text should not pay for TLS.
  private final Supplier<SslContext> grpc = Suppliers.memoize(this::grpcContext);
  private final Supplier<SSLContext> https = Suppliers.memoize(this::httpsContext);

  /**
   * @throws dev.etcdstorage.exporter.config.ConfigException when a file cannot be used
   */
  ClientTls(TlsSettings settings) {
    trust = settings.caFile().map(TrustFile::load);
    keys = settings.certFile().map(cert -> KeyPairFiles.load(cert, settings.keyFile().get()));
    serverName = settings.serverName();
    anything = settings.insecureSkipVerify();
  }

  /** Reads changed files again, for connections from now on; may take seconds. */
  void refresh() {
    trust.ifPresent(TrustFile::refresh);
    keys.ifPresent(KeyPairFiles::refresh);
  }

  Stream<FileFault> faults() {
    return Stream.of(trust.flatMap(TrustFile::fault), keys.flatMap(KeyPairFiles::fault))
        .flatMap(Optional::stream);
  }

  SslContext grpc() {
    return grpc.get();
  }

  Optional<String> serverName() {
    return serverName;
  }

  void configure(HttpURLConnection connection) {
    if (connection instanceof HttpsURLConnection secure) {
      SSLSocketFactory factory = https.get().getSocketFactory();
      if (anything) {
        secure.setSSLSocketFactory(factory);
        secure.setHostnameVerifier((host, session) -> true);
      } else {
        secure.setSSLSocketFactory(
            serverName
                .<SSLSocketFactory>map(name -> new NamedSocketFactory(factory, name))
                .orElse(factory));
      }
    }
  }

  private Optional<TrustManager> trustManager() {
    return anything ? Optional.of(new TrustAnything()) : trust.map(TrustFile::trustManager);
  }

  private SslContext grpcContext() {
    // Not by GrpcSslContexts, which would read all of Java's own authorities to see whether ALPN
    // works.
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
            .applicationProtocolConfig(HTTP2);
    trustManager().ifPresent(builder::trustManager);
    keys.ifPresent(pair -> builder.keyManager(pair.keyManager()));
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new IllegalStateException("this JDK cannot do TLS: " + e.getMessage(), e);
    }
  }

  private SSLContext httpsContext() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          keys.map(pair -> new KeyManager[] {pair.keyManager()}).orElse(null),
          trustManager().map(manager -> new TrustManager[] {manager}).orElse(null),
          null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK cannot do TLS: " + e.getMessage(), e);
    }
  }
}
