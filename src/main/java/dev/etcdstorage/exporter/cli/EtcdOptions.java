package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.Credentials;
import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.config.TlsSettings;
import dev.etcdstorage.exporter.config.Units;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to reach etcd; the names are etcdctl's where it has them. */
final class EtcdOptions {
  @Option(
      names = "--endpoints",
      paramLabel = "URL[,URL...]",
      description =
          "Members to watch, by their client URLs, such as https://127.0.0.1:2379; Unix sockets"
              + " (unix://) are not supported. May be repeated. Variable: ETCDCTL_ENDPOINTS.")
  private @Nullable List<String> endpoints;

  @Option(
      names = "--cluster",
      description =
          "All members of the member list, as it is at each look, not only those at the endpoints"
              + " given; defrag and recover take all in any case.")
  private boolean cluster;

  @Option(
      names = "--cacert",
      paramLabel = "FILE",
      description = "CA certificates that sign etcd's, PEM. Variable: ETCDCTL_CACERT.")
  private @Nullable String cacert;

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = "Client certificate, PEM; comes with --key. Variable: ETCDCTL_CERT.")
  private @Nullable String cert;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description =
          "Its key, PEM: RSA, EC or Ed25519, as PKCS#1, SEC1 or PKCS#8, not encrypted."
              + " Variable: ETCDCTL_KEY.")
  private @Nullable String key;

  @Option(
      names = "--server-name",
      paramLabel = "NAME",
      description = "The name to expect in etcd's certificate, where the endpoint's differs.")
  private @Nullable String serverName;

  @Option(
      names = "--insecure-skip-verify",
      description = "Take any certificate from etcd. For a test, never for production.")
  private boolean insecureSkipVerify;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "etcd user, without a password. Variable: ETCDCTL_USER.")
  private @Nullable String user;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "The user's password is the file's first line.")
  private @Nullable String passwordFile;

  @Option(names = "--password", paramLabel = "FORBIDDEN", hidden = true, arity = "0..1")
  private @Nullable String password;

  @Option(
      names = "--etcd.metrics-url",
      paramLabel = "URL",
      description =
          "etcd's own metrics page, such as http://127.0.0.1:2381/metrics; {host} stands for the"
              + " member's host. Default: /metrics at the endpoint.")
  private @Nullable String metricsUrl;

  @Option(
      names = "--quota-bytes",
      paramLabel = "SIZE",
      description =
          "Backend quota, such as 8GiB, where neither etcd's Status (3.6 on) nor its metrics page"
              + " tells it.")
  private @Nullable String quotaBytes;

  @Option(
      names = "--etcd.max-request-bytes",
      paramLabel = "SIZE",
      description =
          "etcd's --max-request-bytes where it is above 16MiB, such as 32MiB: so large are the"
              + " messages that the watch then takes. It holds one for a moment, in twice its size of"
              + " buffers: give -XX:MaxDirectMemorySize that and 16 MiB (48 MiB by default). The scan"
              + " needs nothing of this. Default: 1536KiB, as etcd's.")
  private @Nullable String maxRequestBytes;

  void refuseSecrets() {
    if (password != null) {
      throw new UsageException(
          "--password: a password on the command line shows in the process list;"
              + " put it in a file and give --password-file FILE");
    }
    if (user != null && user.contains(":")) {
      throw new UsageException(
          "--user: a password on the command line shows in the process list;"
              + " give the name alone and --password-file FILE");
    }
  }

  ClusterConfig toConfig(Environment env) {
    TlsSettings tls = tls(env);
    List<Endpoint> parsed = endpoints(env, tls);
    Optional<Credentials> credentials = credentials(env);
    OptionalLong quota =
        quotaBytes == null
            ? OptionalLong.empty()
            : OptionalLong.of(Environment.read(quotaBytes, "--quota-bytes", Units::bytes));
    long maxRequest =
        maxRequestBytes == null
            ? ClusterConfig.DEFAULT_MAX_REQUEST_BYTES
            : Environment.read(maxRequestBytes, "--etcd.max-request-bytes", Units::bytes);
    Map<String, String> origins =
        Map.of(
            "endpoints", origin(endpoints, "--endpoints", "ETCDCTL_ENDPOINTS"),
            "metricsUrl", "--etcd.metrics-url",
            "quotaBytes", "--quota-bytes",
            "maxRequestBytes", "--etcd.max-request-bytes");
    return Environment.check(
        origins,
        () ->
            new ClusterConfig(
                Optional.empty(),
                parsed,
                cluster,
                tls,
                credentials,
                Optional.ofNullable(metricsUrl),
                quota,
                maxRequest));
  }

  private List<Endpoint> endpoints(Environment env, TlsSettings tls) {
    List<Endpoint> parsed = new ArrayList<>();
    String origin = origin(endpoints, "--endpoints", "ETCDCTL_ENDPOINTS");
    List<String> texts =
        endpoints == null
            ? env.get("ETCDCTL_ENDPOINTS").map(List::of).orElse(List.of())
            : endpoints;
    if (texts.isEmpty()) {
      throw new UsageException(
          "--endpoints is missing; give etcd's client URL, such as"
              + " --endpoints https://127.0.0.1:2379, or a file with --config.file");
    }
    for (String text : texts) {
      for (String one : text.split(",", -1)) {
        parsed.add(Environment.read(one, origin, url -> Endpoint.parse(url, tls.given())));
      }
    }
    return parsed;
  }

  private TlsSettings tls(Environment env) {
    Optional<Path> ca = env.value(cacert, "--cacert", "ETCDCTL_CACERT", Environment::file);
    Optional<Path> certFile = env.value(cert, "--cert", "ETCDCTL_CERT", Environment::file);
    Optional<Path> keyFile = env.value(key, "--key", "ETCDCTL_KEY", Environment::file);
    Map<String, String> origins =
        Map.of(
            "certFile", origin(cert, "--cert", "ETCDCTL_CERT"),
            "keyFile", origin(key, "--key", "ETCDCTL_KEY"),
            "insecureSkipVerify", "--insecure-skip-verify");
    return Environment.check(
        origins,
        () ->
            new TlsSettings(
                ca, certFile, keyFile, Optional.ofNullable(serverName), insecureSkipVerify));
  }

  private Optional<Credentials> credentials(Environment env) {
    Optional<String> name = env.value(user, "--user", "ETCDCTL_USER", text -> text);
    if (name.isEmpty()) {
      if (passwordFile != null) {
        throw new UsageException("--password-file needs --user NAME");
      }
      return Optional.empty();
    }
    String origin = origin(user, "--user", "ETCDCTL_USER");
    if (name.get().contains(":")) {
      throw new UsageException(
          origin
              + ": a password must not stand here; give the name alone and --password-file FILE");
    }
    if (passwordFile == null) {
      throw new UsageException(origin + " needs --password-file FILE");
    }
    Path file = Environment.read(passwordFile, "--password-file", Environment::file);
    return Optional.of(Environment.read(name.get(), origin, text -> new Credentials(text, file)));
  }

  private static String origin(@Nullable Object given, String flag, String variable) {
    return given == null ? variable : flag;
  }
}
