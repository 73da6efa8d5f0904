package dev.etcdstorage.exporter.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The section {@code tls_server_config}: HTTPS instead of HTTP.
 *
 * @param clientCaFile authorities of client certificates; the Java runtime's own when absent
 */
public record ServerTls(
    Path certFile,
    Path keyFile,
    Optional<Path> clientCaFile,
    ClientAuth clientAuth,
    MinVersion minVersion) {

  public ServerTls {
    if (clientCaFile.isPresent() && clientAuth == ClientAuth.NO_CLIENT_CERT) {
      throw new IllegalArgumentException(
          "client_ca_file has no effect without client_auth_type, such as"
              + " RequireAndVerifyClientCert");
    }
  }

  /** What clients must present; the names are those of Go's crypto/tls. */
  public enum ClientAuth {
    NO_CLIENT_CERT("NoClientCert"),
    REQUEST_CLIENT_CERT("RequestClientCert"),
    REQUIRE_ANY_CLIENT_CERT("RequireAnyClientCert"),
    VERIFY_CLIENT_CERT_IF_GIVEN("VerifyClientCertIfGiven"),
    REQUIRE_AND_VERIFY_CLIENT_CERT("RequireAndVerifyClientCert");

    private final String text;

    ClientAuth(String text) {
      this.text = text;
    }

    /** Whether a client without a certificate is refused. */
    public boolean required() {
      return this == REQUIRE_ANY_CLIENT_CERT || this == REQUIRE_AND_VERIFY_CLIENT_CERT;
    }

    /** Whether a certificate from another authority is refused. */
    public boolean verified() {
      return this == VERIFY_CLIENT_CERT_IF_GIVEN || this == REQUIRE_AND_VERIFY_CLIENT_CERT;
    }

    static ClientAuth parse(String text) {
      if (text.equals("RequireClientCert")) {
        return REQUIRE_ANY_CLIENT_CERT; // the older name, which exporter-toolkit still takes
      }
      for (ClientAuth auth : values()) {
        if (auth.text.equals(text)) {
          return auth;
        }
      }
      throw new IllegalArgumentException(
          "must be NoClientCert, RequestClientCert, RequireAnyClientCert,"
              + " VerifyClientCertIfGiven or RequireAndVerifyClientCert, not \""
              + text
              + "\"");
    }
  }

  /** The oldest TLS version accepted. */
  public enum MinVersion {
    TLS12,
    TLS13;

    static MinVersion parse(String text) {
      return switch (text) {
        case "TLS12" -> TLS12;
        case "TLS13" -> TLS13;
        default ->
            throw new IllegalArgumentException("must be TLS12 or TLS13, not \"" + text + "\"");
      };
    }
  }
}
