package dev.etcdstorage.exporter.bench;

import com.google.protobuf.ByteString;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.EtcdLaunch;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.Writer;
import io.etcd.jetcd.api.PutRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What {@code recover} and {@code defrag} take at scale, against etcd's own time and against what
 * etcdctl does. For {@code bench/run}: a measurement, the programs etcd, etcdctl and the exporter's
 * launcher, then sizes as {@code name=number}.
 */
final class MaintenanceBench {
  private static final Logger GRPC = Logger.getLogger("io.grpc");

  /**
   * 156 MB alive at 8 GB / 1.84 million bytes a version, page overhead included: the incident's.
   */
  private static final int PODS = 37_000;

  private static final int VERSION_BYTES = 3_950;

  private final EtcdBinary binary;
  private final String launcher;
  private final Map<String, Long> sizes = new HashMap<>();

  private MaintenanceBench(Path etcd, Path etcdctl, String launcher) {
    this.binary = new EtcdBinary(EtcdBinary.at(etcd).version(), etcd, etcdctl);
    this.launcher = launcher;
  }

  public static void main(String[] args) throws Exception {
    GRPC.setLevel(Level.WARNING);
    MaintenanceBench bench = new MaintenanceBench(Path.of(args[1]), Path.of(args[2]), args[3]);
    for (int i = 4; i < args.length; i++) {
      String[] size = args[i].split("=", 2);
      bench.sizes.put(size[0], Long.parseLong(size[1]));
    }
    switch (args[0]) {
      case "recover-incident" -> bench.recover(1, bench.size("quota-mib", 7_629));
      case "recover-three" -> bench.recover(3, bench.size("quota-mib", 1_024));
      case "defrag-load" -> bench.defragUnderLoad();
      case "beside" -> bench.beside(System.getenv("IMAGE"));
      default -> throw new IllegalArgumentException("no measurement " + args[0]);
    }
    System.exit(0); // gRPC's threads linger
  }

  private long size(String name, long usual) {
    return sizes.getOrDefault(name, usual);
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }

  // ---- from NOSPACE to a write ----------------------------------------------------------------

  /** The incident's shape: so many pods, each written again and again until etcd refuses. */
  private void recover(int members, long quotaMib) throws Exception {
    EtcdLaunch launch =
        EtcdLaunch.of(binary)
            .quotaBytes(quotaMib << 20)
            .flag("--max-wals=1")
            .flag("--max-snapshots=1");
    try (RealCluster cluster = RealCluster.start(launch, members)) {
      long began = System.nanoTime();
      fillUp(cluster.leader());
      print(
          "filled in %.0f s: %d versions of %d pods, %d bytes each; quota %d MiB",
          seconds(began),
          cluster.leader().etcdctl().status().revision() - 1,
          size("pods", PODS),
          VERSION_BYTES,
          quotaMib);
      sizes("before", cluster);
      Path audit = Files.createTempFile("recover", ".jsonl");
      List<String> command =
          List.of(
              launcher,
              "recover",
              "--endpoints=" + cluster.leader().clientUrl(),
              "--yes",
              "--no-snapshot",
              "--audit-log=" + audit);
      long start = System.nanoTime();
      int code = run(command);
      awaitWrite(cluster);
      double took = seconds(start);
      EtcdsOwnTime own = EtcdsOwnTime.of(cluster.members());
      sizes("after", cluster);
      print("exit code %d; from the command to a successful write %.1f s", code, took);
      print(
          "etcd's own log: compaction %.1f s, defragmentation %.1f s, sum over members %.1f s;"
              + " ratio %.2f",
          own.compaction().toMillis() / 1e3,
          own.defragmentation().toMillis() / 1e3,
          own.total().toMillis() / 1e3,
          took * 1e3 / own.total().toMillis());
      Files.readAllLines(audit).forEach(line -> print("  %s", line));
    }
  }

  private void fillUp(RealEtcd member) {
    ByteString value = bytes(VERSION_BYTES);
    long pods = size("pods", PODS);
    long written = 0;
    try (Writer writer = Writer.to(member.endpoint())) {
      while (true) {
        long from = written;
        try {
          writer.putEach(20_000, number -> pod((from + number) % pods, value));
          written += 20_000;
        } catch (AssertionError full) {
          if (!String.valueOf(full.getCause()).contains("database space exceeded")) {
            throw full;
          }
          return;
        }
      }
    }
  }

  private static PutRequest pod(long number, ByteString value) {
    return PutRequest.newBuilder()
        .setKey(ByteString.copyFromUtf8("/registry/pods/default/pod-" + number))
        .setValue(value)
        .build();
  }

  private static ByteString bytes(int count) {
    byte[] bytes = new byte[count];
    new SplittableRandom(1).nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  private static void awaitWrite(RealCluster cluster) {
    cluster.leader().etcdctl().put("/bench/after", "written");
  }

  private static void sizes(String when, RealCluster cluster) {
    cluster.etcdctl().endpointStatus().forEach(status -> print("%s: %s", when, status));
  }

  // ---- beside serve in one container ----------------------------------------------------------

  private void beside(@Nullable String image) throws Exception {
    if (image == null) {
      throw new IllegalArgumentException("IMAGE names the image to measure");
    }
    Path certificates = Files.createTempDirectory("certificates");
    long keys = size("keys", 1_000_000);
    long quota = size("quota-mib", 8_192) << 20;
    try (FullEtcd etcd = new FullEtcd(binary, certificates, quota)) {
      long began = System.nanoTime();
      long written = etcd.fill(keys, bytes(1_024), bytes(64 << 10));
      print("filled in %.0f s: %d versions of %d keys", seconds(began), written, keys);
      run(List.of("bench/beside", image, etcd.clientUrl(), certificates.toString()));
    }
  }

  // ---- a defragmentation under load -----------------------------------------------------------

  /** The same three members, as large and as full of free pages, once guarded and once plain. */
  private void defragUnderLoad() throws Exception {
    long rounds = size("rounds", 3);
    List<LoadClients.Count> guarded = new ArrayList<>();
    List<LoadClients.Count> plain = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      guarded.add(defragUnderLoad(true));
      plain.add(defragUnderLoad(false));
    }
    print(
        "writes refused or slower than 1 s, of all: guarded %s, plain %s",
        harmed(guarded), harmed(plain));
  }

  private static List<String> harmed(List<LoadClients.Count> counts) {
    return counts.stream().map(count -> count.harmed() + " of " + count.puts()).toList();
  }

  private LoadClients.Count defragUnderLoad(boolean guarded) throws Exception {
    long keys = size("keys", 150_000);
    EtcdLaunch launch = EtcdLaunch.of(binary).quotaBytes(8L << 30).flag("--max-wals=1");
    try (RealCluster cluster = RealCluster.start(launch, 3)) {
      ByteString value = bytes(VERSION_BYTES);
      try (Writer writer = Writer.to(cluster.leader().endpoint())) {
        for (int version = 0; version < 3; version++) {
          for (long from = 0; from < keys; from += 10_000) {
            long first = from;
            writer.putEach(10_000, number -> pod(first + number, value));
          }
        }
        writer.compactPhysically(cluster.leader().etcdctl().status().revision());
      }
      sizes("before", cluster);
      List<LoadClients> clients = new ArrayList<>();
      for (RealEtcd member : cluster.members()) {
        clients.add(new LoadClients(member.endpoint(), 1_024));
      }
      try {
        Thread.sleep(5_000);
        print("alone: %s", take(clients));
        long start = System.nanoTime();
        int code =
            guarded
                ? run(
                    List.of(
                        launcher,
                        "defrag",
                        "--endpoints=" + cluster.members().get(0).clientUrl(),
                        "--yes"))
                : plain(cluster);
        LoadClients.Count during = take(clients);
        print(
            "%s, exit code %d, %.1f s: %s",
            guarded ? "guarded" : "etcdctl defrag --cluster", code, seconds(start), during);
        return during;
      } finally {
        clients.forEach(LoadClients::close);
      }
    }
  }

  private static int plain(RealCluster cluster) {
    cluster
        .members()
        .get(0)
        .etcdctl()
        .withFlag("--command-timeout=600s")
        .run("defrag", "--cluster");
    return 0;
  }

  private static LoadClients.Count take(List<LoadClients> clients) throws InterruptedException {
    LoadClients.Count sum = new LoadClients.Count(0, 0, 0, 0);
    for (LoadClients each : clients) {
      sum = sum.plus(each.take());
    }
    return sum;
  }

  // ---- helpers --------------------------------------------------------------------------------

  private static int run(List<String> command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  private static double seconds(long since) {
    return Duration.ofNanos(System.nanoTime() - since).toMillis() / 1e3;
  }
}
