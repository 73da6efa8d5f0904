package dev.etcdstorage.exporter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebConfigFileTest {
  private static final String HASH = "$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi";

  @TempDir Path dir;

  @Test
  void readsEverySection() throws IOException {
    WebConfigFile config =
        load(
            """
            tls_server_config:
              cert_file: tls.crt
              key_file: /etc/keys/tls.key
              client_ca_file: ca.crt
              client_auth_type: RequireAndVerifyClientCert
              min_version: TLS13
            http_server_config:
              headers:
                X-Frame-Options: deny
                Strict-Transport-Security: max-age=31536000
            basic_auth_users:
              alice: %s
            """
                .formatted(HASH));

    assertThat(config.tls())
        .contains(
            new ServerTls(
                dir.resolve("tls.crt"),
                Path.of("/etc/keys/tls.key"),
                Optional.of(dir.resolve("ca.crt")),
                ServerTls.ClientAuth.REQUIRE_AND_VERIFY_CLIENT_CERT,
                ServerTls.MinVersion.TLS13));
    assertThat(config.headers())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("X-Frame-Options", "deny", "Strict-Transport-Security", "max-age=31536000"));
    assertThat(config.users()).containsExactly(Map.entry("alice", new BcryptHash(HASH)));
  }

  @Test
  void emptyFileMeansPlainHttpOpenToAll() throws IOException {
    assertThat(load("")).isEqualTo(WebConfigFile.NONE);
  }

  @Test
  void defaultsAreNoClientCertificateAndTls12() throws IOException {
    ServerTls tls = load("tls_server_config: {cert_file: c, key_file: k}").tls().orElseThrow();
    assertThat(tls.clientAuth()).isEqualTo(ServerTls.ClientAuth.NO_CLIENT_CERT);
    assertThat(tls.minVersion()).isEqualTo(ServerTls.MinVersion.TLS12);
    assertThat(tls.clientCaFile()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "NoClientCert,false,false",
    "RequestClientCert,false,false",
    "RequireAnyClientCert,true,false",
    "RequireClientCert,true,false",
    "VerifyClientCertIfGiven,false,true",
    "RequireAndVerifyClientCert,true,true"
  })
  void knowsWhatIsAskedOfClients(String text, boolean required, boolean verified) {
    ServerTls.ClientAuth auth = ServerTls.ClientAuth.parse(text);
    assertThat(auth.required()).isEqualTo(required);
    assertThat(auth.verified()).isEqualTo(verified);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cert",
        "key",
        "client_ca",
        "cert_ref",
        "key_ref",
        "client_ca_ref",
        "cipher_suites",
        "curve_preferences",
        "max_version",
        "prefer_server_cipher_suites",
        "client_allowed_sans"
      })
  void rejectsByNameWhatItDoesNotDo(String key) {
    String text = "tls_server_config:\n  cert_file: c\n  key_file: k\n  " + key + ": [a]\n";
    assertThatThrownBy(() -> load(text))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(file() + ":4: tls_server_config." + key + ": not supported: ");
  }

  @Test
  void rejectsRateLimitAndHttp2ByName() {
    assertComplaint(
        "rate_limit:\n  interval: 1s\n",
        ":1: rate_limit: not supported: put a proxy in front for that");
    assertComplaint(
        "http_server_config:\n  http2: true\n",
        ":2: http_server_config.http2: not supported: this exporter speaks HTTP/1.1 only;"
            + " leave it out");
  }

  @Test
  void listsKnownKeysForUnknownOne() {
    assertComplaint(
        "basic_auth_user: {}\n",
        ":1: basic_auth_user: unknown key; known here: basic_auth_users, http_server_config,"
            + " tls_server_config");
  }

  @Test
  void namesWhatTlsNeeds() {
    assertComplaint(
        "tls_server_config:\n  cert_file: c\n", ":2: tls_server_config: needs key_file");
    assertComplaint(
        "tls_server_config: {cert_file: c, key_file: k, client_ca_file: a}\n",
        ":1: tls_server_config: client_ca_file has no effect without client_auth_type, such as"
            + " RequireAndVerifyClientCert");
    assertComplaint(
        "tls_server_config:\n  cert_file: c\n  key_file: k\n  min_version: TLS10\n",
        ":4: tls_server_config.min_version: must be TLS12 or TLS13, not \"TLS10\"");
    assertComplaint(
        "tls_server_config: {client_auth_type: Always}\n",
        ":1: tls_server_config.client_auth_type: must be NoClientCert, RequestClientCert,"
            + " RequireAnyClientCert, VerifyClientCertIfGiven or RequireAndVerifyClientCert,"
            + " not \"Always\"");
  }

  @Test
  void namesHeadersThatCanBeSet() {
    assertComplaint(
        "http_server_config:\n  headers:\n    Server: x\n",
        ":3: http_server_config.headers: header Server cannot be set; these can:"
            + " Content-Security-Policy, Strict-Transport-Security, X-Content-Type-Options,"
            + " X-Frame-Options, X-XSS-Protection");
    assertComplaint(
        "http_server_config: {headers: {X-Frame-Options: no}}\n",
        ":1: http_server_config.headers: header X-Frame-Options takes deny|sameorigin");
    assertComplaint(
        "http_server_config: {headers: {Content-Security-Policy: \"a\\nb\"}}\n",
        ":1: http_server_config.headers: header Content-Security-Policy takes one line of plain"
            + " characters");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "basic_auth_users: {alice: secretsecret}",
        "basic_auth_users: {alice: $2x$10$secretsecret}",
        "basic_auth_users: {alice: [secretsecret]}",
        "basic_auth_users: {$2y$10$secretsecret: alice}",
        "basic_auth_users: {'secretsecret:x': alice}",
        "basic_auth_users: $2y$10$secretsecret",
        "basic_auth_users: {alice: \"secretsecret}",
        "basic_auth_users: [$2y$10$secretsecret]",
      })
  void neverPrintsPasswordOrHash(String text) {
    assertThatThrownBy(() -> load(text))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(file() + ":1: ")
        .hasMessageNotContaining("secret")
        .hasMessageNotContaining("\n");
  }

  @Test
  void hashDoesNotShowInText() throws IOException {
    assertThat(load("basic_auth_users: {alice: " + HASH + "}").toString()).doesNotContain("QOauhQ");
  }

  private void assertComplaint(String text, String message) {
    assertThatThrownBy(() -> load(text))
        .isInstanceOf(ConfigException.class)
        .hasMessage(file() + message);
  }

  private WebConfigFile load(String text) throws IOException {
    return WebConfigFile.load(Files.writeString(file(), text));
  }

  private Path file() {
    return dir.resolve("web.yaml");
  }
}
