package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.Credentials;
import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.config.TlsSettings;
import dev.etcdstorage.exporter.etcd.EtcdConnector;
import dev.etcdstorage.exporter.etcd.OpenCluster;
import dev.etcdstorage.exporter.maintenance.DefragRecord;
import dev.etcdstorage.exporter.maintenance.MaintainedCluster;
import dev.etcdstorage.exporter.maintenance.Sleeper;
import dev.etcdstorage.exporter.sample.MemberSample;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Runs recoveries of one cluster in this JVM, with hooks where a test breaks something. */
final class Recoverer implements AutoCloseable {
  private final EtcdConnector connector = new EtcdConnector();
  private final ClusterConfig config;
  final List<AuditEntry> audit = new ArrayList<>();
  private boolean act = true;
  private long keepRevisions;
  private SnapshotChoice snapshot = new SnapshotChoice.None(false);
  private Optional<Path> stopFile = Optional.empty();
  private Optional<Path> dataDir = Optional.empty();
  private Disk disk = Disk.system();
  private Sleeper sleeper = Sleeper.system();
  private volatile boolean stop;
  private Runnable beforeScan = () -> {};
  private Consumer<RecoverPlan> onPlan = plan -> {};
  private Consumer<Step> afterStep = step -> {};
  private Consumer<AuditEntry> onEntry = entry -> {};
  private Consumer<String> onDefragBegin = member -> {};
  private Consumer<String> whileDefrag = member -> {};
  private Consumer<String> onDefragEnd = member -> {};

  Recoverer(ClusterConfig config) {
    this.config = config;
  }

  /** A plaintext endpoint. */
  static Recoverer of(String endpoint) {
    return new Recoverer(config(endpoint, TlsSettings.NONE, Optional.empty()));
  }

  static ClusterConfig config(String url, TlsSettings tls, Optional<Credentials> credentials) {
    return new ClusterConfig(
        Optional.empty(),
        List.of(Endpoint.parse(url, tls.given())),
        false,
        tls,
        credentials,
        Optional.empty(),
        OptionalLong.empty());
  }

  Recoverer dryRun() {
    act = false;
    return this;
  }

  Recoverer keepRevisions(long count) {
    keepRevisions = count;
    return this;
  }

  Recoverer snapshotTo(Path file) {
    snapshot = new SnapshotChoice.InFile(file);
    return this;
  }

  Recoverer snapshotInto(Path folder) {
    snapshot = new SnapshotChoice.InFolder(folder);
    return this;
  }

  Recoverer stopFile(Path file) {
    stopFile = Optional.of(file);
    return this;
  }

  Recoverer dataDir(Path folder) {
    dataDir = Optional.of(folder);
    return this;
  }

  /** What a disk is said to have free. */
  Recoverer free(long bytes) {
    disk = folder -> bytes;
    return this;
  }

  Recoverer sleeper(Sleeper other) {
    sleeper = other;
    return this;
  }

  /** Before it reads the live keys. */
  Recoverer beforeScan(Runnable hook) {
    beforeScan = hook;
    return this;
  }

  /** Told what a person is told, before anything is done about it. */
  Recoverer onPlan(Consumer<RecoverPlan> hook) {
    onPlan = hook;
    return this;
  }

  Recoverer afterStep(Consumer<Step> hook) {
    afterStep = hook;
    return this;
  }

  /** Told before the entry counts as written. */
  Recoverer onEntry(Consumer<AuditEntry> hook) {
    onEntry = hook;
    return this;
  }

  Recoverer onDefragBegin(Consumer<String> hook) {
    onDefragBegin = hook;
    return this;
  }

  /** About once a second while the member is at it. */
  Recoverer whileDefrag(Consumer<String> hook) {
    whileDefrag = hook;
    return this;
  }

  Recoverer onDefragEnd(Consumer<String> hook) {
    onDefragEnd = hook;
    return this;
  }

  /** As Ctrl-C does. */
  void stop() {
    stop = true;
  }

  RecoverEnd run() {
    try (OpenCluster etcd = connector.cluster(config);
        MaintainedCluster cluster = new MaintainedCluster(etcd, sleeper)) {
      RecoverListener listener = new Hooks();
      return new Recovery(
              new RunContext(
                  cluster,
                  sleeper,
                  disk,
                  new Journal("run", this::write, sleeper, listener),
                  listener,
                  () -> stop),
              new RecoverSettings(act, keepRevisions, snapshot, false, stopFile, dataDir),
              new ScannedLiveData(etcd, sleeper))
          .run();
    }
  }

  private void write(AuditEntry entry) throws IOException {
    onEntry.accept(entry);
    audit.add(entry);
  }

  @Override
  public void close() {
    connector.close();
  }

  private final class Hooks implements RecoverListener {
    @Override
    public void reads(MemberSample from) {
      beforeScan.run();
    }

    @Override
    public void planned(RecoverPlan plan, SnapshotRoom room) {
      onPlan.accept(plan);
    }

    @Override
    public void done(Step step, Duration took, String detail) {
      afterStep.accept(step);
    }

    @Override
    public void begins(MemberSample member, Duration expected) {
      onDefragBegin.accept(member.member());
    }

    @Override
    public void runs(MemberSample member, Duration elapsed, Duration expected) {
      whileDefrag.accept(member.member());
    }

    @Override
    public void ended(MemberSample member, DefragRecord result) {
      onDefragEnd.accept(member.member());
    }
  }
}
