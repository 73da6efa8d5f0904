package dev.etcdstorage.exporter.bench;

import com.google.protobuf.ByteString;
import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.config.TlsSettings;
import dev.etcdstorage.exporter.etcd.EtcdConnector;
import dev.etcdstorage.exporter.etcd.OpenCluster;
import dev.etcdstorage.exporter.maintenance.MaintainedCluster;
import dev.etcdstorage.exporter.maintenance.Sleeper;
import dev.etcdstorage.exporter.maintenance.recover.Disk;
import dev.etcdstorage.exporter.maintenance.recover.FollowerSnapshot;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/**
 * What a snapshot of a real etcd with TLS takes: in a JVM with the options of {@code serve}, and in
 * one with those that a command has in the image. Each has the first core for itself, as a pod with
 * a limit of one has. For {@code bench/run}: the programs etcd and etcdctl, and MiB to write.
 */
final class SnapshotBench {
  private static final Path SERVE = Path.of("src/main/dist/bin/jvm.options");
  private static final Path COMMAND = Path.of("src/main/docker/command.options");
  private static final int ROUNDS = 3;

  private SnapshotBench() {}

  public static void main(String[] args) throws Exception {
    if (args[0].equals("take")) {
      take(args[1], Path.of(args[2]));
    } else {
      compare(Path.of(args[0]), Path.of(args[1]), Long.parseLong(args[2]));
    }
    System.exit(0); // gRPC's threads linger
  }

  private static void compare(Path etcd, Path etcdctl, long mebibytes) throws Exception {
    Path certificates = Files.createTempDirectory("certificates");
    EtcdBinary binary = new EtcdBinary(EtcdBinary.at(etcd).version(), etcd, etcdctl);
    byte[] value = new byte[64 << 10];
    new Random(1).nextBytes(value);
    try (FullEtcd full = new FullEtcd(binary, certificates, mebibytes << 20)) {
      full.fill(10_000, ByteString.EMPTY, ByteString.copyFrom(value));
      for (int round = 0; round < ROUNDS; round++) {
        run("serve's options    ", List.of(SERVE), full.clientUrl(), certificates);
        run("a command's options", List.of(SERVE, COMMAND), full.clientUrl(), certificates);
      }
    }
  }

  private static void run(String what, List<Path> options, String url, Path certificates)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("taskset", "-c", "0"));
    words.addAll(List.of(ProcessHandle.current().info().command().orElse("java")));
    words.addAll(List.of("-XX:+UseSerialGC", "-Xmn2m"));
    for (Path file : options) {
      Files.readAllLines(file).stream()
          .flatMap(line -> List.of(line.replaceFirst("#.*", "").split("\\s+")).stream())
          // Not which archive and which program.
          .filter(word -> word.startsWith("-X") || word.startsWith("-D"))
          .filter(word -> !word.startsWith("-XX:SharedArchiveFile"))
          .forEach(words::add);
    }
    words.addAll(List.of("-cp", System.getProperty("java.class.path")));
    words.addAll(List.of(SnapshotBench.class.getName(), "take", url, certificates.toString()));
    System.out.print(what + ": ");
    System.out.flush();
    new ProcessBuilder(words)
        .redirectOutput(ProcessBuilder.Redirect.INHERIT)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private static void take(String url, Path certificates) throws Exception {
    ClusterConfig config =
        new ClusterConfig(
            Optional.empty(),
            List.of(Endpoint.parse(url, true)),
            false,
            new TlsSettings(
                Optional.of(certificates.resolve("ca.crt")),
                Optional.of(certificates.resolve("client.crt")),
                Optional.of(certificates.resolve("client.key")),
                Optional.empty(),
                false),
            Optional.empty(),
            Optional.empty(),
            OptionalLong.empty());
    Path target = certificates.resolve("snapshot.db");
    try (EtcdConnector connector = new EtcdConnector();
        OpenCluster etcd = connector.cluster(config);
        MaintainedCluster cluster = new MaintainedCluster(etcd, Sleeper.system())) {
      FollowerSnapshot snapshot = new FollowerSnapshot(cluster, Disk.system(), Sleeper.system());
      var source = snapshot.source();
      long began = System.nanoTime();
      snapshot.take(source, target, (bytes, left) -> {});
      double seconds = (System.nanoTime() - began) / 1e9;
      double mebibytes = Files.size(target) / 1024.0 / 1024.0;
      System.out.printf(
          Locale.ROOT,
          "%.0f MiB in %.1f s, %.0f MiB/s, %.1f s of the processor in all, anonymous memory %s%n",
          mebibytes,
          seconds,
          mebibytes / seconds,
          ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3,
          anonymous());
    } finally {
      Files.deleteIfExists(target);
    }
  }

  private static String anonymous() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("RssAnon:"))
        .map(line -> line.replaceAll("\\D", ""))
        .map(kib -> "%.1f MiB".formatted(Long.parseLong(kib) / 1024.0))
        .findFirst()
        .orElse("unknown");
  }
}
