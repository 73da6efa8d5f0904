package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.cli.FlagTypes.Bytes;
import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.Credentials;
import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.config.TlsSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** How to reach etcd; the names are etcdctl's where it has them. */
@Command(optionListHeading = "etcd")
final class EtcdOptions {
  @Option(
      names = "--endpoints",
      paramLabel = "URL[,URL...]",
      description =
          "Members to watch, by their client URLs, such as https://127.0.0.1:2379; Unix sockets"
              + " (unix://) are not supported. May be repeated. Variable: ETCDCTL_ENDPOINTS.")
  private List<String> endpoints = List.of();

  @Option(
      names = "--cluster",
      description =
          "All members of the member list, read anew each time, not only those at the endpoints;"
              + " defrag and recover always take all.")
  private boolean discoverMembers;

  @Option(
      names = "--cacert",
      paramLabel = "FILE",
      description = "CA certificates that sign etcd's certificate, PEM. Variable: ETCDCTL_CACERT.")
  private Optional<Path> caFile = Optional.empty();

  @Option(
      names = "--cert",
      paramLabel = "FILE",
      description = "Client certificate, PEM; needs --key. Variable: ETCDCTL_CERT.")
  private Optional<Path> certFile = Optional.empty();

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description =
          "Private key of the client certificate, PEM: RSA, EC or Ed25519, as PKCS#1, SEC1 or"
              + " PKCS#8, not encrypted. Variable: ETCDCTL_KEY.")
  private Optional<Path> keyFile = Optional.empty();

  @Option(
      names = "--server-name",
      paramLabel = "NAME",
      description = "Name to expect in etcd's certificate, if not the endpoint's host.")
  private Optional<String> serverName = Optional.empty();

  @Option(
      names = "--insecure-skip-verify",
      description = "Accept any certificate from etcd. For tests, never for production.")
  private boolean insecureSkipVerify;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "etcd user, without a password. Variable: ETCDCTL_USER.")
  private Optional<String> username = Optional.empty();

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "File whose first line is the user's password.")
  private Optional<Path> passwordFile = Optional.empty();

  @SuppressWarnings("UnusedVariable") // it never gets a value
  @Option(names = "--password", hidden = true, arity = "0..1", converter = RefusedPassword.class)
  private @Nullable String password;

  @Option(
      names = "--etcd.metrics-url",
      paramLabel = "URL",
      description =
          "etcd's own metrics page, such as http://127.0.0.1:2381/metrics; {host} stands for the"
              + " member's host. Default: /metrics at the endpoint.")
  private Optional<String> metricsUrl = Optional.empty();

  @Option(
      names = "--quota-bytes",
      paramLabel = "SIZE",
      converter = Bytes.class,
      description =
          "Backend quota, such as 8GiB, for when neither etcd's Status (from 3.6) nor its metrics"
              + " page reports it.")
  private Optional<Long> quotaBytes = Optional.empty();

  @Option(
      names = "--etcd.max-request-bytes",
      paramLabel = "SIZE",
      converter = Bytes.class,
      description =
          "etcd's --max-request-bytes if it is above 16MiB, such as 32MiB: the largest message that"
              + " the watch accepts. A message takes twice its size in buffers for a moment: set"
              + " -XX:MaxDirectMemorySize to that plus 16 MiB (48 MiB by default). The scan does"
              + " not need it. Default: ${DEFAULT-VALUE}, as etcd's.")
  private long maxRequestBytes = ClusterConfig.DEFAULT_MAX_REQUEST_BYTES;

  /** A password would show in the process list. */
  static final class RefusedPassword implements ITypeConverter<String> {
    @Override
    public String convert(String password) {
      throw new IllegalArgumentException(
          "a password on the command line shows in the process list; put it in a file and give"
              + " --password-file FILE");
    }
  }

  /** Whether any endpoint is given. */
  boolean given() {
    return !endpoints.isEmpty();
  }

  ClusterConfig cluster() {
    Optional<Credentials> credentials = Credentials.of(username, passwordFile);
    TlsSettings tls = new TlsSettings(caFile, certFile, keyFile, serverName, insecureSkipVerify);
    return new ClusterConfig(
        Optional.empty(),
        parsedEndpoints(tls),
        discoverMembers,
        tls,
        credentials,
        metricsUrl,
        quotaBytes.map(OptionalLong::of).orElse(OptionalLong.empty()),
        maxRequestBytes);
  }

  private List<Endpoint> parsedEndpoints(TlsSettings tls) {
    if (endpoints.isEmpty()) {
      throw new UsageException(
          "--endpoints is missing; give etcd's client URL, such as"
              + " --endpoints https://127.0.0.1:2379, or a file with --config.file");
    }
    return endpoints.stream()
        .flatMap(text -> Stream.of(text.split(",", -1)))
        .map(url -> Endpoint.parse(url, tls.given()))
        .toList();
  }
}
