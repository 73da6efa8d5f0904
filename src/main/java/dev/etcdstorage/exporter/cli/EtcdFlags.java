package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The flags of {@link EtcdOptions} that lead to a cluster, whether it was given by flags, variables
 * or a file: a printed command with them can be pasted into any shell.
 */
final class EtcdFlags {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:,@%+=-]+");

  private final List<String> words = new ArrayList<>();

  private final Set<String> known;

  private EtcdFlags(Set<String> known) {
    this.known = known;
  }

  /**
   * Quoted for a shell.
   *
   * @param known flags to leave out, since the next command knows them too
   */
  static String of(ClusterConfig cluster, Set<String> known) {
    EtcdFlags flags = new EtcdFlags(known);
    flags.add(
        "--endpoints",
        cluster.endpoints().stream().map(Endpoint::toString).collect(Collectors.joining(",")));
    if (cluster.discoverMembers()) {
      flags.words.add("--cluster");
    }
    cluster.tls().caFile().ifPresent(file -> flags.add("--cacert", file.toString()));
    cluster.tls().certFile().ifPresent(file -> flags.add("--cert", file.toString()));
    cluster.tls().keyFile().ifPresent(file -> flags.add("--key", file.toString()));
    cluster.tls().serverName().ifPresent(name -> flags.add("--server-name", name));
    if (cluster.tls().insecureSkipVerify()) {
      flags.words.add("--insecure-skip-verify");
    }
    cluster
        .credentials()
        .ifPresent(
            user -> {
              flags.add("--user", user.user());
              flags.add("--password-file", user.passwordFile().toString());
            });
    cluster.metricsUrl().ifPresent(url -> flags.add("--etcd.metrics-url", url));
    cluster.quotaBytes().ifPresent(bytes -> flags.add("--quota-bytes", Long.toString(bytes)));
    return String.join(" ", flags.words);
  }

  private void add(String flag, String value) {
    if (known.contains(flag)) {
      return;
    }
    // A value that begins with a dash, such as -1, would be taken for a flag.
    words.add(value.startsWith("-") ? flag + "=" + quoted(value) : flag + " " + quoted(value));
  }

  /** Quotes a word for a shell. */
  static String quoted(String value) {
    return PLAIN.matcher(value).matches() ? value : "'" + value.replace("'", "'\\''") + "'";
  }
}
