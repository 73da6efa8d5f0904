package dev.etcdstorage.exporter.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The file of {@code --web.config.file}, in the format of exporter-toolkit. Settings of
 * exporter-toolkit that this exporter does not support are rejected by name, so that nobody relies
 * on a protection that is not there.
 *
 * @param tls absent for plain HTTP
 * @param headers added to every response
 * @param users by name; empty if anybody may read
 */
public record WebConfigFile(
    Optional<ServerTls> tls, Map<String, String> headers, Map<String, BcryptHash> users) {
  /** Plain HTTP, open to all. */
  public static final WebConfigFile NONE = new WebConfigFile(Optional.empty(), Map.of(), Map.of());

  private static final Pattern ANY_VALUE = Pattern.compile("[\\x20-\\x7e]*");

  /** The headers that can be set, each with its allowed values. */
  private static final Map<String, Pattern> HEADERS =
      Map.of(
          "Content-Security-Policy", ANY_VALUE,
          "Strict-Transport-Security", ANY_VALUE,
          "X-Content-Type-Options", Pattern.compile("nosniff"),
          "X-Frame-Options", Pattern.compile("deny|sameorigin"),
          "X-XSS-Protection", ANY_VALUE);

  public WebConfigFile {
    headers = Map.copyOf(headers);
    users = Map.copyOf(users);
  }

  /**
   * Reads and checks the file; certificates and keys are not opened.
   *
   * @throws ConfigException with file, line and key
   */
  public static WebConfigFile load(Path file) {
    return YamlFile.load(file).read(WebConfigFile::config);
  }

  private static WebConfigFile config(YamlMap map) {
    map.unsupported("rate_limit", "put a proxy in front for that");
    return new WebConfigFile(
        map.section("tls_server_config", WebConfigFile::tls),
        map.section("http_server_config", WebConfigFile::headers).orElse(Map.of()),
        map.entries("basic_auth_users", WebConfigFile::user));
  }

  private static ServerTls tls(YamlMap section) {
    for (String key : new String[] {"cert", "key", "client_ca"}) {
      section.unsupported(key, "PEM text inside this file; name a file with " + key + "_file");
    }
    for (String key : new String[] {"cert_ref", "key_ref", "client_ca_ref"}) {
      section.unsupported(key, "name a file instead");
    }
    for (String key : new String[] {"cipher_suites", "curve_preferences", "max_version"}) {
      section.unsupported(key, "the Java runtime chooses; leave it out");
    }
    section.unsupported("prefer_server_cipher_suites", "leave it out");
    section.unsupported(
        "client_allowed_sans", "every client certificate of client_ca_file is let in");
    Optional<Path> cert = section.path("cert_file");
    Optional<Path> key = section.path("key_file");
    Optional<Path> clientCa = section.path("client_ca_file");
    ServerTls.ClientAuth auth =
        section.value(
            "client_auth_type", ServerTls.ClientAuth::parse, ServerTls.ClientAuth.NO_CLIENT_CERT);
    ServerTls.MinVersion version =
        section.value("min_version", ServerTls.MinVersion::parse, ServerTls.MinVersion.TLS12);
    return new ServerTls(need(cert, "cert_file"), need(key, "key_file"), clientCa, auth, version);
  }

  private static Map<String, String> headers(YamlMap section) {
    section.unsupported("http2", "this exporter speaks HTTP/1.1 only; leave it out");
    return section.entries("headers", WebConfigFile::header);
  }

  private static String header(String name, String value) {
    Pattern form = HEADERS.get(name);
    if (form == null) {
      throw new IllegalArgumentException(
          "header "
              + name
              + " cannot be set; these can: "
              + String.join(", ", HEADERS.keySet().stream().sorted().toList()));
    }
    if (!form.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "header "
              + name
              + " takes "
              + (form == ANY_VALUE ? "one line of plain characters" : form.pattern()));
    }
    return value;
  }

  private static BcryptHash user(String name, String hash) {
    // A hash in place of the name would otherwise be printed as one.
    if (name.isEmpty() || name.contains(":") || name.startsWith("$2")) {
      throw new IllegalArgumentException(
          "a user name must not be empty, hold a colon or be a hash; write USER: HASH");
    }
    try {
      return new BcryptHash(hash);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the password of user " + name + " " + e.getMessage(), e);
    }
  }

  private static Path need(Optional<Path> path, String key) {
    return path.orElseThrow(() -> new IllegalArgumentException("needs " + key));
  }
}
