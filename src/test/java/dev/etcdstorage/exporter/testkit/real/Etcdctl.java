package dev.etcdstorage.exporter.testkit.real;

import dev.etcdstorage.exporter.testkit.data.EtcdTls;
import dev.etcdstorage.exporter.testkit.util.Command;
import dev.etcdstorage.exporter.testkit.util.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** etcdctl aimed at some members: how a person would look at and change them. */
public final class Etcdctl {
  private final EtcdBinary binary;
  private final List<String> globalFlags;

  private Etcdctl(EtcdBinary binary, List<String> globalFlags) {
    this.binary = binary;
    this.globalFlags = List.copyOf(globalFlags);
  }

  /** Aims at the client ports of these members. */
  public static Etcdctl to(EtcdBinary binary, List<RealEtcd> members) {
    String urls = members.stream().map(RealEtcd::clientUrl).collect(Collectors.joining(","));
    return new Etcdctl(binary, List.of("--endpoints=" + urls, "--command-timeout=60s"));
  }

  /** The same with another global flag, such as {@code --cacert=…}. */
  public Etcdctl withFlag(String flag) {
    List<String> flags = new ArrayList<>(globalFlags);
    flags.add(flag);
    return new Etcdctl(binary, flags);
  }

  public Etcdctl withUser(String user, String password) {
    return withFlag("--user=" + user + ":" + password);
  }

  /** Trusts the server's CA; where a client certificate is asked for, shows the server's own. */
  Etcdctl withTls(@Nullable EtcdTls tls) {
    if (tls == null) {
      return this;
    }
    Etcdctl trusting = withFlag("--cacert=" + tls.trustedCa());
    return tls.clientCertAuth()
        ? trusting.withFlag("--cert=" + tls.cert()).withFlag("--key=" + tls.key())
        : trusting;
  }

  /** Runs it; fails with what it said on stderr. */
  public String run(String... arguments) {
    Command.Result result = attempt("", arguments);
    if (result.exitCode() != 0) {
      throw new AssertionError(
          "etcdctl " + String.join(" ", arguments) + " failed: " + result.stderr());
    }
    return result.stdout();
  }

  Command.Result attempt(String stdin, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(binary.etcdctl().toString());
    command.addAll(globalFlags);
    command.addAll(List.of(arguments));
    return Command.run(command, Map.of(), stdin);
  }

  public void put(String key, String value) {
    run("put", key, value);
  }

  public void delete(String key) {
    run("del", key);
  }

  /** How many keys begin with the prefix. */
  public long count(String prefix) {
    return Json.parse(run("get", prefix, "--prefix", "--keys-only", "--limit=1", "-w", "json"))
        .number("count");
  }

  public void compact(long revision, boolean physical) {
    run("compact", Long.toString(revision), "--physical=" + physical);
  }

  public void defrag() {
    run("defrag");
  }

  /** One line an alarm: {@code memberID:8211f1d0f64f3269 alarm:NOSPACE}. */
  public List<String> alarms() {
    return run("alarm", "list")
        .lines()
        .map(line -> line.strip().replaceAll("\\s+", " "))
        .filter(line -> !line.isEmpty())
        .toList();
  }

  public void disarm() {
    run("alarm", "disarm");
  }

  /** In the order of the endpoints; fails when one does not answer. */
  public List<EndpointStatus> endpointStatus() {
    return Json.parse(run("endpoint", "status", "-w", "json")).items().stream()
        .map(EndpointStatus::from)
        .toList();
  }

  /** The status of the only endpoint. */
  public EndpointStatus status() {
    return endpointStatus().get(0);
  }

  /** Whether this user, or nobody, may ask for the status. */
  public boolean answersStatus() {
    return attempt("", "endpoint", "status").exitCode() == 0;
  }

  /** Must reach the leader. */
  public void moveLeader(long toMemberId) {
    run("move-leader", Long.toHexString(toMemberId));
  }

  /** Ends every lease, and so every key that has one. */
  public void revokeLeases() {
    // "found 1 leases" and then one id a line.
    run("lease", "list").lines().skip(1).forEach(id -> run("lease", "revoke", id.strip()));
  }

  public void snapshot(Path file) {
    // However large the file and slow the disk.
    run("snapshot", "save", file.toString(), "--command-timeout=30m");
  }

  public void addUser(String user, String password) {
    run("user", "add", user + ":" + password);
  }

  public void changePassword(String user, String password) {
    Command.Result result = attempt(password + "\n", "user", "passwd", user, "--interactive=false");
    if (result.exitCode() != 0) {
      throw new AssertionError("etcdctl user passwd failed: " + result.stderr());
    }
  }

  public void grantRole(String user, String role) {
    run("user", "grant-role", user, role);
  }

  /** A role that may read and write the keys of one prefix. */
  public void addRole(String role, String prefix) {
    run("role", "add", role);
    run("role", "grant-permission", role, "--prefix=true", "readwrite", prefix);
  }

  /** Switches authentication on, with a root user. From then on use {@link #withUser}. */
  public void enableAuth(String rootPassword) {
    addUser("root", rootPassword);
    run("role", "add", "root");
    grantRole("root", "root");
    run("auth", "enable");
  }
}
