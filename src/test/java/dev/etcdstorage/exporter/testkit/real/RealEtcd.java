package dev.etcdstorage.exporter.testkit.real;

import static java.util.Objects.requireNonNull;

import dev.etcdstorage.exporter.testkit.data.MetricsText;
import dev.etcdstorage.exporter.testkit.util.Command;
import dev.etcdstorage.exporter.testkit.util.Folders;
import dev.etcdstorage.exporter.testkit.util.Http;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One native etcd process on loopback. It speaks plain HTTP on an own metrics port, so that the
 * harness can look at it whatever TLS and authentication its client port asks for.
 */
public final class RealEtcd implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final Pattern OWN_ID = Pattern.compile("\"local-member-id\":\"([0-9a-f]+)\"");
  private static final int ATTEMPTS = 5;

  private EtcdLaunch launch;
  private EtcdPorts ports;
  private final String initialCluster;
  private final String clusterState;
  private final Path folder;
  private @Nullable NativeProcess process;
  private int logBefore;
  private boolean paused;

  RealEtcd(EtcdLaunch launch, EtcdPorts ports, String initialCluster, String clusterState) {
    this.launch = launch;
    this.ports = ports;
    this.initialCluster = initialCluster;
    this.clusterState = clusterState;
    this.folder = Folders.inMemory("etcd-" + launch.name());
  }

  /** A single member with nothing special, ready for use. */
  public static RealEtcd start(EtcdBinary binary) {
    return start(EtcdLaunch.of(binary));
  }

  /** A single member, ready for use. Tries other ports when somebody else was faster. */
  public static RealEtcd start(EtcdLaunch launch) {
    EtcdLaunch own = launch.token().isEmpty() ? launch.token(UUID.randomUUID().toString()) : launch;
    for (int attempt = 1; ; attempt++) {
      EtcdPorts ports = EtcdPorts.free();
      RealEtcd etcd = new RealEtcd(own, ports, own.name() + "=" + ports.peerUrl(), "new");
      try {
        etcd.start();
        etcd.awaitReady();
        return etcd;
      } catch (PortTakenError e) {
        etcd.close();
        if (attempt == ATTEMPTS) {
          throw new AssertionError("Lost the race for a port " + ATTEMPTS + " times", e);
        }
      } catch (RuntimeException | Error e) {
        etcd.close();
        throw e;
      }
    }
  }

  public String name() {
    return launch.name();
  }

  public EtcdBinary binary() {
    return launch.binary();
  }

  /** {@code host:port} of the client port. */
  public String endpoint() {
    return "127.0.0.1:" + ports.client();
  }

  public String clientUrl() {
    return (launch.tls() == null ? "http://" : "https://") + endpoint();
  }

  public String peerUrl() {
    return ports.peerUrl();
  }

  /** The plain metrics port, as kubeadm sets one up. */
  public String metricsUrl() {
    return "http://127.0.0.1:" + ports.metrics() + "/metrics";
  }

  /** etcd's own metrics page. */
  public String metricsPage() {
    try {
      return Http.get(metricsUrl()).body();
    } catch (IOException e) {
      throw new UncheckedIOException("No metrics page from " + this, e);
    }
  }

  /** By its own page. */
  public long compactedRevision() {
    return (long)
        MetricsText.value(metricsPage(), "etcd_debugging_mvcc_compact_revision").orElseThrow();
  }

  public Path dataDir() {
    return folder.resolve("data");
  }

  /** The id that it gave itself. */
  public long memberId() {
    Matcher id = OWN_ID.matcher(logOfThisStart());
    if (!id.find()) {
      throw new AssertionError(this + " has not logged its id");
    }
    return Long.parseUnsignedLong(id.group(1), 16);
  }

  /** etcdctl of the same version, aimed at this member only. */
  public Etcdctl etcdctl() {
    return Etcdctl.to(binary(), List.of(this)).withTls(launch.tls());
  }

  public long pid() {
    return running().pid();
  }

  public boolean isRunning() {
    return process != null && process.isAlive();
  }

  /** SIGKILL: nothing is flushed, nobody is told. */
  public void kill9() {
    running().kill();
  }

  /** SIGSTOP: connections stay open and nothing answers. */
  public void pause() {
    running().pause();
    paused = true;
  }

  /** SIGCONT. */
  public void resume() {
    running().resume();
    paused = false;
  }

  public boolean isPaused() {
    return paused;
  }

  /** SIGTERM; returns when it has gone. */
  public void stop() {
    running().stop();
  }

  /** Ends it if it runs, starts it on the same ports and data, waits until it is ready. */
  public void restart() {
    if (isRunning()) {
      stop();
    }
    start();
    awaitReady();
  }

  /** The same with another release of etcd on its data, as in an upgrade. */
  public void restartAs(EtcdBinary other) {
    stop();
    launch = launch.binary(other);
    restart();
  }

  /** The same with another backend quota. */
  public void restartWithQuota(long bytes) {
    stop();
    launch = launch.quotaBytes(bytes);
    restart();
  }

  /** The same with another client port: it advertises a new URL to the others. */
  public void restartOnAnotherClientPort() {
    stop();
    ports = new EtcdPorts(EtcdPorts.free().client(), ports.peer(), ports.metrics());
    restart();
  }

  /**
   * Gives it the data of a snapshot, as a new cluster on the same ports. Stopped before, not
   * started.
   */
  public void restoreFrom(Path snapshot) {
    stop();
    Folders.delete(dataDir());
    Command.Result result =
        Command.run(
            List.of(
                binary().restorer().toString(),
                "snapshot",
                "restore",
                snapshot.toString(),
                "--data-dir=" + dataDir(),
                "--name=" + name(),
                "--initial-cluster=" + initialCluster,
                "--initial-advertise-peer-urls=" + peerUrl(),
                "--initial-cluster-token=" + launch.token() + "-restored"),
            Map.of(),
            "");
    if (result.exitCode() != 0) {
      throw new AssertionError("Restoring " + snapshot + " failed: " + result.stderr());
    }
  }

  /** Starts the process and does not wait: a member without a quorum is never ready. */
  public void start() {
    if (isRunning()) {
      throw new AssertionError(this + " runs already");
    }
    paused = false;
    logBefore = log().length();
    process = NativeProcess.start(command(), logFile());
  }

  /**
   * Waits until this very process serves clients and has a leader. Not by {@code /health}, which is
   * false for as long as an alarm is up.
   */
  public void awaitReady() {
    awaitAnswer();
    Poll.until(
        () -> this + " has no leader; its log ends:\n" + logTail(),
        START_LIMIT,
        () -> {
          if (!isRunning()) {
            throw failedStart();
          }
          return logOfThisStart().contains("serving client traffic")
              && MetricsText.value(metricsPage(), "etcd_server_has_leader").orElse(0) == 1;
        });
  }

  /**
   * Waits until the server on our ports is this process: the member id that it logged must be the
   * one on the page. Ids come from the token and the ports, so no other server has it.
   */
  void awaitAnswer() {
    Poll.until(
        () -> this + " does not answer; its log ends:\n" + logTail(),
        START_LIMIT,
        () -> {
          if (!isRunning()) {
            throw failedStart();
          }
          return logOfThisStart().contains("local-member-id")
              && metricsPage().contains("server_id=\"" + Long.toHexString(memberId()) + "\"");
        });
  }

  /** Ends this process, and no other, however it is; deletes its data. */
  @Override
  public void close() {
    if (process != null) {
      process.kill();
    }
    Folders.delete(folder);
  }

  @Override
  public String toString() {
    return launch.binary() + " " + launch.name() + " at " + endpoint();
  }

  /** What it logged so far, of all its starts. */
  public String log() {
    try {
      return Files.exists(logFile()) ? Files.readString(logFile()) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A member restored from a snapshot has another id than before. */
  private String logOfThisStart() {
    return log().substring(logBefore);
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(launch.binary().etcd().toString());
    command.addAll(
        List.of(
            "--name=" + launch.name(),
            "--data-dir=" + dataDir(),
            "--listen-client-urls=" + clientUrl(),
            "--advertise-client-urls=" + clientUrl(),
            "--listen-peer-urls=" + peerUrl(),
            "--initial-advertise-peer-urls=" + peerUrl(),
            "--initial-cluster=" + initialCluster,
            "--initial-cluster-state=" + clusterState,
            "--initial-cluster-token=" + launch.token(),
            "--listen-metrics-urls=http://127.0.0.1:" + ports.metrics(),
            "--logger=zap",
            "--log-outputs=stderr"));
    command.addAll(launch.flags());
    return command;
  }

  private NativeProcess running() {
    return requireNonNull(process, () -> this + " was never started");
  }

  private Path logFile() {
    return folder.resolve("log");
  }

  private String logTail() {
    List<String> lines = log().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
  }

  private Error failedStart() {
    String tail = logTail();
    return tail.contains("address already in use")
        ? new PortTakenError(this + " lost its port:\n" + tail)
        : new AssertionError(this + " ended at start; its log ends:\n" + tail);
  }
}
