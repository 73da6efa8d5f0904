package dev.etcdstorage.exporter.bench;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.Event;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.PutResponse;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.ResponseHeader;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Measures what the watch and the scan cost, from outside: the exporter is a process, started as
 * users start it, and etcd a real one on loopback, but for the watch, which a fake server feeds
 * faster than any etcd. {@code bench/run} calls it: a measurement, paths, then sizes as {@code
 * name=number}.
 */
public final class KeyspaceBench {
  private static final Logger GRPC = Logger.getLogger("io.grpc");
  private static final int KEYS_TOGETHER = 100;
  private static final int FILLS_AT_ONCE = 32;
  private static final List<Runnable> CLEAN_UP = new ArrayList<>();

  private final Path work = Files.createTempDirectory("etcd-storage-bench");
  private final String etcd;
  private final String etcdctl;
  private final String launcher;
  private final Map<String, Integer> sizes = new HashMap<>();

  private KeyspaceBench(String etcd, String etcdctl, String launcher) throws IOException {
    this.etcd = etcd;
    this.etcdctl = etcdctl;
    this.launcher = launcher;
  }

  public static void main(String[] args) throws Exception {
    GRPC.setLevel(Level.WARNING);
    KeyspaceBench bench = new KeyspaceBench(args[1], args[2], args[3]);
    Runtime.getRuntime().addShutdownHook(new Thread(bench::end));
    for (int i = 4; i < args.length; i++) {
      String[] size = args[i].split("=", -1);
      bench.sizes.put(size[0], Integer.parseInt(size[1]));
    }
    switch (args[0]) {
      case "keyspace-kind" -> bench.kind();
      case "keyspace-kind-before" -> bench.kindBefore(System.getenv("BEFORE"));
      case "keyspace-first" -> bench.first();
      case "keyspace-pause" -> bench.pause();
      case "keyspace-scan" -> bench.scan();
      case "keyspace-watch" -> bench.watch();
      case "keyspace-heap" -> bench.heap();
      case "keyspace-scrape" -> bench.scrape();
      default -> throw new IllegalArgumentException("unknown measurement " + args[0]);
    }
    System.exit(0);
  }

  private int size(String name, int unsaid) {
    int size = sizes.getOrDefault(name, unsaid);
    System.out.printf("  %s: %d%n", name, size);
    return size;
  }

  // ---- kindness: what puts feel ---------------------------------------------------------------

  /**
   * Rounds of steady puts in turn: while the exporter is stopped, while it scans, and, with {@code
   * watch=1}, while it watches and does not scan; then it scans and watches.
   */
  private void kind() throws Exception {
    int keys = size("keys", 400_000);
    int valueBytes = size("value-bytes", 1024);
    int rounds = size("rounds", 10);
    int seconds = size("seconds", 20);
    int perSecond = size("puts-per-second", 400);
    boolean watch = size("watch", 0) == 1;
    Etcd member = new Etcd();
    member.fill(keys, valueBytes, KeyspaceBench::smallKey);
    puts(member, keys, valueBytes, perSecond, Duration.ofSeconds(5)); // warms up client and server
    Exporter exporter =
        new Exporter(
            member.url,
            "--keyspace.watch=" + (watch ? "always" : "never"),
            "--keyspace.on=always",
            "--keyspace.scan-keys-per-second=" + size("scan-keys-per-second", 10_000),
            "--keyspace.scan-interval=" + size("scan-interval-seconds", 10) + "s");
    // The first scan learns where to cut: its puts are told apart.
    double first = puts(member, keys, valueBytes, perSecond, Duration.ofSeconds(seconds)).p99();
    print("puts while the first scan learns: p99 %.2f ms", first);
    exporter.awaitScan(0, Duration.ofMinutes(30));
    List<Double> without = new ArrayList<>();
    List<Double> watched = new ArrayList<>();
    List<Double> with = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      if (watch) {
        exporter.awaitScan(exporter.value(SCAN_END), Duration.ofMinutes(10));
        watched.add(puts(member, keys, valueBytes, perSecond, Duration.ofSeconds(seconds)).p99());
        if (exporter.scanUnderWay()) {
          throw new IllegalStateException("a scan began in the round: take a longer interval");
        }
      }
      // Stopped between two scans it does nothing, and no answer comes late.
      exporter.await("no scan", Duration.ofMinutes(10), () -> !exporter.scanUnderWay());
      exporter.signal("STOP");
      double alone = puts(member, keys, valueBytes, perSecond, Duration.ofSeconds(seconds)).p99();
      exporter.signal("CONT");
      exporter.await("a scan", Duration.ofMinutes(10), exporter::scanUnderWay);
      double beside = puts(member, keys, valueBytes, perSecond, Duration.ofSeconds(seconds)).p99();
      if (!exporter.scanUnderWay()) {
        throw new IllegalStateException("the scan ended before the round did: take more keys");
      }
      without.add(alone);
      with.add(beside);
      print(
          "round %2d: put p99 without %.2f ms,%s with the scan %.2f ms",
          round,
          alone,
          watch
              ? String.format(Locale.ROOT, " with the watch %.2f ms,", watched.get(round - 1))
              : "",
          beside);
    }
    exporter.stop();
    printRange("without", without);
    if (watch) {
      printRange("with the watch", watched);
      print("with the watch / without: %.2f", Measured.median(watched) / Measured.median(without));
    }
    printRange(watch ? "with both" : "with the scan", with);
    print("with the scan / without: %.2f", Measured.median(with) / Measured.median(without));
  }

  /** Puts beside the watch alone, in turn with another version: each is started anew, and scans. */
  private void kindBefore(@Nullable String before) throws Exception {
    if (before == null) {
      throw new IllegalArgumentException("set BEFORE to the launcher of the other version");
    }
    int keys = size("keys", 2_000);
    int valueBytes = size("value-bytes", 1024);
    int rounds = size("rounds", 12);
    int seconds = size("seconds", 10);
    int perSecond = size("puts-per-second", 400);
    Etcd member = new Etcd();
    member.fill(keys, valueBytes, KeyspaceBench::smallKey);
    puts(member, keys, valueBytes, perSecond, Duration.ofSeconds(5)); // warms up client and server
    List<Double> beside = new ArrayList<>();
    List<Double> besideBefore = new ArrayList<>();
    for (int round = 0; round <= rounds; round++) {
      // Whoever is first finds the machine as the other left it: by turns.
      List<String> turns = round % 2 == 0 ? List.of(before, launcher) : List.of(launcher, before);
      for (String version : turns) {
        Exporter exporter =
            new Exporter(
                List.of(version),
                member.url,
                "--keyspace.watch=always",
                "--keyspace.on=always",
                "--keyspace.scan-interval=1h");
        exporter.awaitScan(0, Duration.ofMinutes(5));
        double now = puts(member, keys, valueBytes, perSecond, Duration.ofSeconds(seconds)).p99();
        exporter.stop();
        if (round > 0) { // the first start of each writes its archive of classes
          (version.equals(before) ? besideBefore : beside).add(now);
          print("round %2d: put p99 %.2f ms beside %s", round, now, version);
        }
      }
    }
    printRange("before", besideBefore);
    printRange("now", beside);
    print("now / before: %.2f", Measured.median(beside) / Measured.median(besideBefore));
  }

  private static void printRange(String what, List<Double> p99) {
    print("%s: median %.2f ms, from %.2f to %.2f", what, Measured.median(p99), min(p99), max(p99));
  }

  /**
   * How long the first scan takes at the pace that is not set, and what puts beside it feel; when
   * the parts of the file are told, first as an estimate; and how long the commands take that scan
   * for themselves.
   */
  private void first() throws Exception {
    int keys = size("keys", 1_000_000);
    int valueBytes = size("value-bytes", 64);
    int perSecond = size("puts-per-second", 400);
    Etcd member = new Etcd();
    member.fill(keys, valueBytes, KeyspaceBench::smallKey);
    puts(member, keys, valueBytes, perSecond, Duration.ofSeconds(5)); // warms up client and server
    Latencies alone = puts(member, keys, valueBytes, perSecond, Duration.ofSeconds(20));
    Exporter exporter =
        new Exporter(member.url, "--keyspace.on=always", "--keyspace.scan-interval=1m");
    long began = System.nanoTime();
    exporter.await("a scan", Duration.ofMinutes(1), exporter::scanUnderWay);
    Puts puts = new Puts(member, keys, valueBytes, perSecond);
    exporter.await("an estimate", Duration.ofMinutes(10), exporter::hasEstimate);
    print("an estimate %.1f s after the start", (System.nanoTime() - began) / 1e9);
    exporter.awaitScan(0, Duration.ofMinutes(60));
    Latencies beside = puts.finish();
    print(
        "first scan: %.1f s for %.0f keys",
        exporter.value("etcd_storage_scan_duration_seconds"),
        exporter.value("etcd_storage_scan_keys"));
    print(
        "puts without: p99 %.2f ms, longest %.1f ms; beside it: p99 %.2f ms, longest %.1f ms",
        alone.p99(), alone.at(1), beside.p99(), beside.at(1));
    double ours = exporter.cpuSeconds();
    double theirs = member.cpuSeconds();
    exporter.awaitScan(exporter.value(SCAN_END), Duration.ofMinutes(10));
    print(
        "the next: %.1f s; processor from the first's end to its own: exporter %.1f s, etcd %.1f s",
        exporter.value("etcd_storage_scan_duration_seconds"),
        exporter.cpuSeconds() - ours,
        member.cpuSeconds() - theirs);
    exporter.stop();
    for (String command : List.of("check --scan", "recover")) {
      List<String> line = new ArrayList<>(List.of(launcher));
      line.addAll(List.of(command.split(" ", -1)));
      line.add("--endpoints=" + member.url);
      Ran ran = run(line);
      print("%s: %.1f s, peak memory %.0f MiB", command, ran.seconds, ran.peakKiB / 1024.0);
    }
    member.stop();
  }

  /** The exporter is stopped at full write speed and comes back: nothing is lost, who felt it? */
  private void pause() throws Exception {
    int keys = size("keys", 100_000);
    int valueBytes = size("value-bytes", 1024);
    int before = size("seconds-before", 20);
    int paused = size("seconds-paused", 60);
    int after = size("seconds-after", 30);
    Etcd member = new Etcd();
    member.fill(keys, valueBytes, KeyspaceBench::smallKey);
    Exporter exporter = new Exporter(member.url, "--keyspace.on=never");
    exporter.await("the watch begins", Duration.ofSeconds(30), () -> exporter.has(SEEN));
    long began = member.revision();
    if (exporter.value(SEEN) + exporter.value(MISSED) != 0) {
      throw new IllegalStateException("somebody else writes");
    }
    Puts puts = new Puts(member, keys, valueBytes, 0);
    Thread.sleep(before * 1000L);
    phase("before", puts.lap(), before);
    exporter.signal("STOP");
    Thread.sleep(paused * 1000L);
    phase("exporter stopped", puts.lap(), paused);
    exporter.signal("CONT");
    Thread.sleep(1000);
    phase("the second after", puts.lap(), 1);
    Thread.sleep(after * 1000L);
    phase("after", puts.lap(), after);
    puts.finish();
    long passed = member.revision() - began;
    exporter.await(
        "the account closes",
        Duration.ofMinutes(2),
        () -> exporter.value(SEEN) + exporter.value(MISSED) >= passed);
    double seen = exporter.value(SEEN);
    double missed = exporter.value(MISSED);
    print(
        "revisions: %d passed = %.0f seen + %.0f missed: %s",
        passed, seen, missed, seen + missed == passed ? "closes" : "DOES NOT CLOSE");
    print("events counted: %.0f", exporter.sum(EVENTS));
    exporter.stop();
  }

  private static void phase(String name, Latencies puts, int seconds) {
    print(
        "%-16s %7.0f puts/s, p50 %6.2f ms, p99 %6.2f ms, longest %7.1f ms",
        name, puts.count() / (double) seconds, puts.at(0.5), puts.p99(), puts.at(1));
  }

  // ---- the scan beside etcdctl ----------------------------------------------------------------

  /** Unpaced, keys only and with values, in turn with etcdctl on the same etcd. */
  private void scan() throws Exception {
    int keys = size("keys", 1_000_000);
    int smallBytes = size("small-value-bytes", 16);
    int valued = size("keys-with-values", 400_000);
    int valueBytes = size("value-bytes", 1024);
    int rounds = size("rounds", 5);
    Etcd small = new Etcd();
    small.fill(keys, smallBytes, KeyspaceBench::smallKey);
    compare("keys only", small, keys, rounds, "--keyspace.scan-values=false", "--keys-only");
    small.stop();
    Etcd large = new Etcd();
    large.fill(valued, valueBytes, KeyspaceBench::smallKey);
    compare(
        "with values", large, valued, rounds, "--keyspace.scan-values=true", "--write-out=simple");
  }

  private void compare(String what, Etcd member, int keys, int rounds, String ours, String theirs)
      throws Exception {
    Exporter exporter =
        new Exporter(
            member.url,
            "--keyspace.watch=never",
            "--keyspace.on=always",
            "--keyspace.scan-interval=10s",
            "--keyspace.scan-keys-per-second=1000000000",
            "--keyspace.scan-bytes-per-second=100GiB",
            ours);
    exporter.awaitScan(0, Duration.ofMinutes(30));
    double first = exporter.value("etcd_storage_scan_duration_seconds");
    List<Double> scans = new ArrayList<>();
    List<Double> gets = new ArrayList<>();
    long getPeak = 0;
    for (int i = 0; i < rounds; i++) {
      // Right after a scan's end the next is some seconds away; a get that takes longer would meet
      // it, so the exporter is held meanwhile.
      exporter.awaitScan(exporter.value(SCAN_END), Duration.ofMinutes(10));
      scans.add(exporter.value("etcd_storage_scan_duration_seconds"));
      exporter.signal("STOP");
      Ran get =
          run(
              List.of(
                  etcdctl,
                  "--endpoints=" + member.url,
                  "--command-timeout=5m",
                  "get",
                  "",
                  "--prefix",
                  theirs));
      exporter.signal("CONT");
      gets.add(get.seconds);
      getPeak = Math.max(getPeak, get.peakKiB);
    }
    double found = exporter.value("etcd_storage_scan_keys");
    print("%s: %.0f keys found%s", what, found, found == keys ? "" : ", WRONG");
    print(
        "  scan, bounds known: median %.2f s (%.2f to %.2f); the first %.2f s",
        Measured.median(scans), min(scans), max(scans), first);
    print(
        "  etcdctl: median %.2f s (%.2f to %.2f); ratio of medians %.2f",
        Measured.median(gets),
        min(gets),
        max(gets),
        Measured.median(scans) / Measured.median(gets));
    print(
        "  peak memory: exporter %.1f MiB (heap after GC %.1f MiB), etcdctl %.1f MiB; ratio %.2f",
        exporter.peakKiB() / 1024.0,
        exporter.heapAfterGcMiB(),
        getPeak / 1024.0,
        exporter.peakKiB() / (double) getPeak);
    exporter.stop();
  }

  private record Ran(double seconds, long peakKiB) {}

  /** Its output goes nowhere. Linux keeps the peak of a process until it ends, so look often. */
  private static Ran run(List<String> command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("ETCDCTL_"));
    long began = System.nanoTime();
    Process process =
        builder
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long peak = 0;
    while (!process.waitFor(10, TimeUnit.MILLISECONDS)) {
      peak = Math.max(peak, peakKiB(process.pid()));
    }
    if (process.exitValue() != 0) {
      throw new IllegalStateException("failed: " + command);
    }
    return new Ran((System.nanoTime() - began) / 1e9, peak);
  }

  // ---- the watch, fed by a fake ---------------------------------------------------------------

  /** Events as fast as the exporter takes them, which has one core. */
  private void watch() throws Exception {
    GRPC.setLevel(Level.OFF); // the exporter asks it for a metrics page, which is no HTTP/2
    int events = size("events", 3_000_000);
    int batch = size("batch", 100);
    int valueBytes = size("value-bytes", 1024);
    int keys = size("keys", 20_000);
    FakeMember fake = new FakeMember(events, batch, valueBytes, keys);
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(fake.watches())
            .addService(fake.statuses())
            .addService(fake.reads())
            .build()
            .start();
    Exporter exporter =
        new Exporter(
            onOneCore(),
            "http://127.0.0.1:" + server.getPort(),
            "--keyspace.on=always",
            "--keyspace.scan-interval=1h");
    exporter.await("the watch begins", Duration.ofSeconds(30), () -> exporter.has(SEEN));
    // From then on the ledger follows what is written.
    exporter.await("a scan", Duration.ofMinutes(1), () -> exporter.has(SCAN_END));
    double cpuBefore = exporter.cpuSeconds();
    long began = System.nanoTime();
    fake.go();
    long deadline = began + TimeUnit.MINUTES.toNanos(10);
    double counted = 0;
    double countedWarm = 0;
    long warm = began;
    while (counted < events && System.nanoTime() < deadline) {
      Thread.sleep(500); // the page takes a little of the same core
      counted = exporter.sum(EVENTS);
      if (countedWarm == 0 && counted > events / 5.0) {
        countedWarm = counted;
        warm = System.nanoTime();
      }
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    double warmSeconds = (System.nanoTime() - warm) / 1e9;
    double cpu = exporter.cpuSeconds() - cpuBefore;
    print(
        "sent %d, counted %.0f, missed %.0f, streams %d: %s",
        fake.sent(),
        counted,
        exporter.value(MISSED),
        fake.streams(),
        counted == events ? "none lost" : "LOST");
    print(
        "%.0f events/s for %.1f s, %.0f events/s after the first fifth; %.0f events for a second of"
            + " processor time",
        counted / seconds, seconds, (counted - countedWarm) / warmSeconds, counted / cpu);
    print(
        "heap after GC %.1f MiB, peak RSS %.1f MiB",
        exporter.heapAfterGcMiB(), exporter.peakKiB() / 1024.0);
    exporter.stop();
    server.shutdownNow();
  }

  /** The exporter. */
  private List<String> onOneCore() {
    return Runtime.getRuntime().availableProcessors() > 1
        ? List.of("taskset", "-c", "1", launcher)
        : List.of(launcher);
  }

  /** Says what a healthy member says, and streams events of one revision each. */
  private static final class FakeMember {
    private static final long CLUSTER = 7;
    private static final long MEMBER = 8;

    private final int events;
    private final int batch;
    private final ByteString value;
    private final ByteString[] keys;
    private final AtomicLong revision = new AtomicLong(1);
    private final AtomicLong streams = new AtomicLong();
    private final AtomicReference<@Nullable ServerCallStreamObserver<WatchResponse>> stream =
        new AtomicReference<>();
    private volatile boolean going;

    FakeMember(int events, int batch, int valueBytes, int keys) {
      this.events = events;
      this.batch = batch;
      this.value = ByteString.copyFrom(random(valueBytes));
      this.keys = new ByteString[keys];
      Arrays.setAll(
          this.keys,
          i -> ByteString.copyFromUtf8("/registry/pods/team-" + i % 20 + "/checkout-" + i));
    }

    long sent() {
      return revision.get() - 1;
    }

    long streams() {
      return streams.get();
    }

    void go() {
      going = true;
      push();
    }

    private ResponseHeader header() {
      return ResponseHeader.newBuilder()
          .setClusterId(CLUSTER)
          .setMemberId(MEMBER)
          .setRevision(revision.get())
          .setRaftTerm(2)
          .build();
    }

    private synchronized void push() {
      @Nullable ServerCallStreamObserver<WatchResponse> to = stream.get();
      while (going && to != null && to.isReady() && sent() < events) {
        WatchResponse.Builder response = WatchResponse.newBuilder();
        for (long i = Math.min(batch, events - sent()); i > 0; i--) {
          long next = revision.incrementAndGet();
          response.addEvents(
              Event.newBuilder()
                  .setKv(
                      KeyValue.newBuilder()
                          .setKey(keys[(int) (next % keys.length)])
                          .setValue(value)
                          .setCreateRevision(1)
                          .setVersion(1 + next / keys.length)
                          .setModRevision(next)));
        }
        to.onNext(response.setHeader(header()).build());
      }
    }

    WatchGrpc.WatchImplBase watches() {
      return new WatchGrpc.WatchImplBase() {
        @Override
        public StreamObserver<WatchRequest> watch(StreamObserver<WatchResponse> answers) {
          ServerCallStreamObserver<WatchResponse> own =
              (ServerCallStreamObserver<WatchResponse>) answers;
          own.setOnReadyHandler(FakeMember.this::push);
          own.setOnCancelHandler(() -> {});
          return new StreamObserver<>() {
            @Override
            public void onNext(WatchRequest request) {
              streams.incrementAndGet();
              own.onNext(WatchResponse.newBuilder().setHeader(header()).setCreated(true).build());
              stream.set(own);
            }

            @Override
            public void onError(Throwable error) {
              stream.compareAndSet(own, null);
            }

            @Override
            public void onCompleted() {
              own.onCompleted();
            }
          };
        }
      };
    }

    MaintenanceGrpc.MaintenanceImplBase statuses() {
      return new MaintenanceGrpc.MaintenanceImplBase() {
        @Override
        public void status(StatusRequest request, StreamObserver<StatusResponse> answer) {
          answer.onNext(
              StatusResponse.newBuilder()
                  .setHeader(header())
                  .setVersion("3.5.30")
                  .setDbSize(1 << 30)
                  .setDbSizeInUse(1 << 29)
                  .setLeader(MEMBER)
                  .setRaftIndex(revision.get())
                  .setRaftAppliedIndex(revision.get())
                  .setRaftTerm(2)
                  .build());
          answer.onCompleted();
        }
      };
    }

    KVGrpc.KVImplBase reads() {
      return new KVGrpc.KVImplBase() {
        @Override
        public void range(RangeRequest request, StreamObserver<RangeResponse> answer) {
          answer.onNext(RangeResponse.newBuilder().setHeader(header()).build());
          answer.onCompleted();
        }
      };
    }
  }

  // ---- memory and scrapes ---------------------------------------------------------------------

  /** The same heap, and the same time for a scrape, whatever the number of keys. */
  private void heap() throws Exception {
    int few = size("few", 10_000);
    int many = size("many", 2_000_000);
    int valueBytes = size("value-bytes", 256);
    for (int keys : new int[] {few, many}) {
      Etcd member = new Etcd();
      member.fill(keys, valueBytes, KeyspaceBench::smallKey);
      Exporter exporter =
          new Exporter(
              member.url,
              "--keyspace.on=always",
              "--keyspace.scan-interval=10s",
              "--keyspace.scan-keys-per-second=1000000000",
              "--keyspace.scan-bytes-per-second=100GiB");
      // The first one rests a hundred times as long as it counts: above an hour for millions.
      exporter.awaitScan(0, Duration.ofHours(3));
      exporter.awaitScan(exporter.value(SCAN_END), Duration.ofHours(3));
      print(
          "%d keys (%.0f found): heap after GC %.2f MiB, peak RSS %.1f MiB",
          keys,
          exporter.value("etcd_storage_scan_keys"),
          exporter.heapAfterGcMiB(),
          exporter.peakKiB() / 1024.0);
      scrapes(exporter, member, 500);
      exporter.stop();
      member.stop();
    }
  }

  /** A page with very many prefixes, each scanned and written. */
  private void scrape() throws Exception {
    int prefixes = size("prefixes", 500);
    int keys = size("keys", 50_000);
    int scrapes = size("scrapes", 1_000);
    Etcd member = new Etcd();
    IntFunction<String> key = i -> String.format("/prefix-%04d/key-%d", i % prefixes, i);
    member.fill(keys, 256, key);
    Exporter exporter =
        new Exporter(
            member.url,
            "--keyspace.on=always",
            "--keyspace.scan-interval=10s",
            "--keyspace.layout=depth",
            "--keyspace.max-prefixes=" + (prefixes + 1));
    exporter.awaitScan(0, Duration.ofMinutes(10));
    member.fill(prefixes, 256, key);
    exporter.await(
        "all prefixes show", Duration.ofSeconds(30), () -> exporter.sum(EVENTS) >= prefixes);
    scrapes(exporter, member, scrapes);
    print(
        "page: %d bytes, %d series of prefixes",
        exporter.page().length(),
        exporter.page().lines().filter(l -> l.startsWith("etcd_storage_prefix_")).count());
    exporter.stop();
  }

  private static void scrapes(Exporter exporter, Etcd member, int times) throws Exception {
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    for (int i = -300; i < times; i++) { // the first warm up
      double one = Measured.millis(exporter.url + "/metrics");
      double other = Measured.millis(member.metricsUrl);
      if (i >= 0) {
        ours.add(one);
        theirs.add(other);
      }
    }
    print(
        "scrape: median %.2f ms, p99 %.2f ms; etcd's own page beside it: median %.2f ms",
        Measured.median(ours), quantile(ours, 0.99), Measured.median(theirs));
  }

  // ---- puts -----------------------------------------------------------------------------------

  private static final int CLIENTS = 8;

  private static Latencies puts(Etcd member, int keys, int bytes, int perSecond, Duration time)
      throws Exception {
    Puts puts = new Puts(member, keys, bytes, perSecond);
    Thread.sleep(time.toMillis());
    return puts.finish();
  }

  /** Milliseconds, sorted. */
  @SuppressWarnings(
      "ArrayRecordComponent") // a million boxed numbers would be in the way of what is measured
  private record Latencies(double[] millis) {
    double at(double quantile) {
      return millis.length == 0
          ? Double.NaN
          : millis[(int) Math.min(millis.length - 1, Math.floor(quantile * millis.length))];
    }

    double p99() {
      return at(0.99);
    }

    int count() {
      return millis.length;
    }
  }

  /**
   * Eight clients that overwrite keys. At a rate, a put's time runs from when it was due, so that
   * those that had to queue behind a slow one count too; without one, each client puts as soon as
   * it has an answer.
   */
  private static final class Puts {
    private final List<Thread> threads = new ArrayList<>();
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private List<Double> millis = new ArrayList<>();
    private volatile boolean stopping;

    Puts(Etcd member, int keys, int valueBytes, int perSecond) {
      for (int client = 0; client < CLIENTS; client++) {
        ManagedChannel channel = member.channel();
        channels.add(channel);
        int seed = client;
        Thread thread =
            new Thread(() -> putUntilStopped(channel, seed, keys, valueBytes, perSecond));
        threads.add(thread);
        thread.start();
      }
    }

    private void putUntilStopped(
        ManagedChannel channel, int seed, int keys, int valueBytes, int perSecond) {
      try {
        SplittableRandom random = new SplittableRandom(seed);
        ByteString value = ByteString.copyFrom(random(valueBytes));
        KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(channel);
        long step = perSecond == 0 ? 0 : 1_000_000_000L * CLIENTS / perSecond;
        long due = System.nanoTime() + (step == 0 ? 0 : random.nextLong(step));
        while (!stopping) {
          if (step == 0) {
            due = System.nanoTime();
          } else {
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
          }
          PutResponse unused =
              kv.withDeadlineAfter(60, TimeUnit.SECONDS)
                  .put(
                      PutRequest.newBuilder()
                          .setKey(ByteString.copyFromUtf8(smallKey(random.nextInt(keys))))
                          .setValue(value)
                          .build());
          add((System.nanoTime() - due) / 1e6);
          due += step;
        }
      } catch (Exception e) {
        failure.compareAndSet(null, e);
      }
    }

    private synchronized void add(double took) {
      millis.add(took);
    }

    /** Those since the lap before. */
    synchronized Latencies lap() {
      double[] sorted = millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
      millis = new ArrayList<>();
      return new Latencies(sorted);
    }

    Latencies finish() throws Exception {
      stopping = true;
      for (Thread thread : threads) {
        thread.join();
      }
      channels.forEach(ManagedChannel::shutdownNow);
      if (failure.get() != null) {
        throw new IllegalStateException("a put failed", failure.get());
      }
      return lap();
    }
  }

  private static String smallKey(int number) {
    return String.format(
        "/registry/%s/team-%02d/object-%07d", RESOURCES[number % 8], number % 40, number);
  }

  private static final String[] RESOURCES = {
    "pods",
    "events",
    "configmaps",
    "secrets",
    "leases",
    "replicasets",
    "endpointslices",
    "deployments"
  };

  private static byte[] random(int bytes) {
    byte[] random = new byte[bytes];
    new SplittableRandom(bytes).nextBytes(random);
    return random;
  }

  // ---- etcd -----------------------------------------------------------------------------------

  private final class Etcd {
    final String url = "http://127.0.0.1:" + Measured.freePort();
    final String metricsUrl = "http://127.0.0.1:" + Measured.freePort() + "/metrics";
    private final Path data = Files.createTempDirectory(work, "etcd");
    private final Process process;

    Etcd() throws Exception {
      String peer = "http://127.0.0.1:" + Measured.freePort();
      ProcessBuilder builder =
          new ProcessBuilder(
              etcd,
              "--name=etcd-0",
              "--data-dir=" + data,
              "--listen-client-urls=" + url,
              "--advertise-client-urls=" + url,
              "--listen-metrics-urls=" + metricsUrl.replace("/metrics", ""),
              "--listen-peer-urls=" + peer,
              "--initial-advertise-peer-urls=" + peer,
              "--initial-cluster=etcd-0=" + peer,
              "--quota-backend-bytes=" + (8L << 30),
              "--log-level=error");
      builder.environment().keySet().removeIf(name -> name.startsWith("ETCD_"));
      process =
          builder
              .redirectErrorStream(true)
              .redirectOutput(work.resolve("etcd.log").toFile())
              .start();
      CLEAN_UP.add(process::destroyForcibly);
      for (int i = 0; !answers(); i++) {
        if (i == 300 || !process.isAlive()) {
          throw new IllegalStateException(Files.readString(work.resolve("etcd.log")));
        }
        Thread.sleep(50);
      }
    }

    private boolean answers() throws InterruptedException {
      try {
        return Measured.page(metricsUrl).contains("\netcd_server_has_leader 1");
      } catch (IOException notYet) {
        return false;
      }
    }

    double cpuSeconds() throws IOException {
      return Measured.cpuSeconds(process.pid());
    }

    ManagedChannel channel() {
      return NettyChannelBuilder.forTarget(url.replace("http://", "")).usePlaintext().build();
    }

    long revision() {
      ManagedChannel channel = channel();
      try {
        return MaintenanceGrpc.newBlockingStub(channel)
            .status(StatusRequest.getDefaultInstance())
            .getHeader()
            .getRevision();
      } finally {
        channel.shutdownNow();
      }
    }

    /** In transactions, as large as etcd takes them: one put at a time would take minutes. */
    void fill(int keys, int valueBytes, IntFunction<String> key) throws InterruptedException {
      ManagedChannel channel = channel();
      KVGrpc.KVStub kv = KVGrpc.newStub(channel);
      ByteString value = ByteString.copyFrom(random(valueBytes));
      Semaphore free = new Semaphore(FILLS_AT_ONCE);
      AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
      StreamObserver<TxnResponse> done =
          new StreamObserver<>() {
            @Override
            public void onNext(TxnResponse answer) {}

            @Override
            public void onError(Throwable error) {
              failure.compareAndSet(null, error);
              free.release();
            }

            @Override
            public void onCompleted() {
              free.release();
            }
          };
      TxnRequest.Builder together = TxnRequest.newBuilder();
      for (int i = 0; i < keys; i++) {
        together
            .addSuccessBuilder()
            .setRequestPut(
                PutRequest.newBuilder()
                    .setKey(ByteString.copyFromUtf8(key.apply(i)))
                    .setValue(value));
        if (together.getSuccessCount() == KEYS_TOGETHER || i == keys - 1) {
          free.acquire();
          kv.txn(together.build(), done);
          together.clear();
        }
      }
      free.acquire(FILLS_AT_ONCE);
      channel.shutdownNow();
      if (failure.get() != null) {
        throw new IllegalStateException("cannot fill etcd", failure.get());
      }
    }

    void stop() throws InterruptedException {
      process.destroyForcibly().waitFor();
      delete(data);
    }
  }

  // ---- the exporter -----------------------------------------------------------------------------

  private static final String SEEN = "etcd_storage_revisions_seen_total";
  private static final String MISSED = "etcd_storage_revisions_missed_total";
  private static final String EVENTS = "etcd_storage_prefix_events_total";
  private static final String SCAN_END = "etcd_storage_scan_end_timestamp_seconds";

  private interface Question {
    boolean holds() throws Exception;
  }

  private final class Exporter {
    final String url = "http://127.0.0.1:" + Measured.freePort();
    private final Process process;

    Exporter(String endpoint, String... flags) throws Exception {
      this(List.of(launcher), endpoint, flags);
    }

    Exporter(List<String> program, String endpoint, String... flags) throws Exception {
      List<String> command = new ArrayList<>(program);
      command.addAll(List.of("serve", "--endpoints=" + endpoint));
      command.add("--web.listen-address=" + url.replace("http://", ""));
      command.addAll(List.of(flags));
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().keySet().removeIf(name -> name.startsWith("ETCDCTL_"));
      builder.environment().put("ETCD_STORAGE_EXPORTER_CACHE", work.resolve("cache").toString());
      process =
          builder
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
              .start();
      CLEAN_UP.add(process::destroyForcibly);
      await(
          "the exporter answers",
          Duration.ofSeconds(30),
          () -> {
            try {
              return page().contains("\netcd_storage_up{");
            } catch (IOException notYet) {
              return false;
            }
          });
    }

    private Path log() {
      return work.resolve("exporter.log");
    }

    void await(String what, Duration limit, Question question) throws Exception {
      long deadline = System.nanoTime() + limit.toNanos();
      while (!question.holds()) {
        if (System.nanoTime() > deadline || !process.isAlive()) {
          throw new IllegalStateException(
              "not within " + limit + ": " + what + "\n" + Files.readString(log()));
        }
        Thread.sleep(200);
      }
    }

    /** A scan that ended after this time. */
    void awaitScan(double after, Duration limit) throws Exception {
      await("a scan ends", limit, () -> has(SCAN_END) && value(SCAN_END) > after);
    }

    boolean scanUnderWay() throws Exception {
      return Measured.page(url + "/api/v1/status")
          .replaceAll("\\s", "")
          .contains("\"underWay\":true");
    }

    boolean hasEstimate() throws Exception {
      return Measured.page(url + "/api/v1/status").contains("\"firstEstimate\"");
    }

    String page() throws IOException, InterruptedException {
      return Measured.page(url + "/metrics");
    }

    boolean has(String name) throws Exception {
      return page()
          .lines()
          .anyMatch(line -> line.startsWith(name + " ") || line.startsWith(name + "{"));
    }

    double value(String name) throws Exception {
      return sum(name);
    }

    /** Over all labels. */
    double sum(String name) throws Exception {
      return page()
          .lines()
          .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    }

    /** Since it started; the launcher becomes the JVM, and so does taskset. */
    long peakKiB() throws IOException {
      return KeyspaceBench.peakKiB(process.pid());
    }

    double cpuSeconds() throws IOException {
      return Measured.cpuSeconds(process.pid());
    }

    double heapAfterGcMiB() throws IOException, InterruptedException {
      return Measured.heapAfterGcMiB(process.pid(), url + "/metrics");
    }

    void signal(String name) throws Exception {
      new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid()).start().waitFor();
    }

    void stop() throws InterruptedException {
      process.destroy();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the exporter does not stop");
      }
    }
  }

  // ---- small things -----------------------------------------------------------------------------

  private void end() {
    CLEAN_UP.forEach(Runnable::run);
    delete(work);
  }

  private static void delete(Path folder) {
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      System.err.println("left behind: " + folder);
    }
  }

  /** 0 where it has ended. */
  private static long peakKiB(long pid) throws IOException {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException ended) {
      return 0;
    }
  }

  private static double quantile(List<Double> values, double quantile) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return new Latencies(sorted).at(quantile);
  }

  private static double min(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  private static double max(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  private static void print(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }
}
