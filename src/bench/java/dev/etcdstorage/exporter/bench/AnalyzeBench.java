package dev.etcdstorage.exporter.bench;

import com.google.protobuf.ByteString;
import dev.etcdstorage.exporter.analyze.Analysis;
import dev.etcdstorage.exporter.analyze.AnalyzeProgress;
import dev.etcdstorage.exporter.analyze.AnalyzeSettings;
import dev.etcdstorage.exporter.analyze.Analyzer;
import dev.etcdstorage.exporter.analyze.By;
import dev.etcdstorage.exporter.bbolt.BoltFileException;
import dev.etcdstorage.exporter.testkit.data.KubernetesValue;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.EtcdLaunch;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.Writer;
import io.etcd.jetcd.api.PutRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;

/**
 * What {@code analyze} takes on a large file, beside a plain reading of it, {@code etcdutl snapshot
 * status} and {@code bbolt stats}, and what it makes of damaged files. For {@code bench/run}: a
 * measurement, the programs etcd, etcdctl and the exporter's launcher, then sizes as {@code
 * name=number}, or {@code file=PATH} of a snapshot that is there already.
 */
final class AnalyzeBench {
  private static final Logger GRPC = Logger.getLogger("io.grpc");

  /** The incident's: 156 MB alive of 8 GB. */
  private static final int PODS = 37_000;

  private static final int VERSION_BYTES = 3_950;
  private static final int VALUES = 500;

  private AnalyzeBench() {}

  public static void main(String[] args) throws Exception {
    GRPC.setLevel(Level.WARNING);
    EtcdBinary binary =
        new EtcdBinary(
            EtcdBinary.at(Path.of(args[1])).version(), Path.of(args[1]), Path.of(args[2]));
    TreeMap<String, String> given = new TreeMap<>();
    for (int i = 4; i < args.length; i++) {
      String[] size = args[i].split("=", 2);
      given.put(size[0], size[1]);
    }
    switch (args[0]) {
      case "analyze-incident" -> incident(binary, args[3], given);
      case "analyze-damaged" -> damaged(binary, Integer.parseInt(given.getOrDefault("n", "10000")));
      default -> throw new IllegalArgumentException("no measurement " + args[0]);
    }
    System.exit(0); // gRPC's threads linger
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }

  // ---- time and memory ------------------------------------------------------------------------

  private static void incident(EtcdBinary binary, String launcher, Map<String, String> given)
      throws Exception {
    Path folder = Files.createTempDirectory(Path.of("target"), "analyze");
    Path file = Path.of(given.getOrDefault("file", folder.resolve("snapshot.db").toString()));
    if (!Files.exists(file)) {
      fill(binary, Long.parseLong(given.getOrDefault("quota-mib", "7629")), file);
    }
    print("file: %d bytes", Files.size(file));
    for (boolean cached : new boolean[] {false, true}) {
      print(cached ? "cached, as far as there is memory:" : "none of it cached:");
      int runs = Integer.parseInt(given.getOrDefault("runs", "3"));
      for (int run = 0; run < runs; run++) {
        Reading reading = new Reading(file, cached);
        reading.measure("read once (dd)", "dd", "if=" + file, "of=/dev/null", "bs=1M");
        reading.measure(
            "etcdutl snapshot status", binary.etcdutl() + "", "snapshot", "status", file + "");
        reading.measure("bbolt stats", binary.bbolt() + "", "stats", file + "");
        reading.measure("analyze", launcher, "analyze", file + "");
      }
    }
    if (!given.containsKey("file")) {
      Files.deleteIfExists(file);
    }
    Files.deleteIfExists(folder);
  }

  private static void fill(EtcdBinary binary, long quotaMib, Path file) throws IOException {
    EtcdLaunch launch =
        EtcdLaunch.of(binary)
            .quotaBytes(quotaMib << 20)
            .flag("--max-wals=1")
            .flag("--max-snapshots=1");
    List<ByteString> values = values();
    try (RealEtcd etcd = RealEtcd.start(launch);
        Writer writer = Writer.to(etcd.endpoint())) {
      for (long from = 0; ; from += 20_000) {
        long first = from;
        try {
          writer.putEach(20_000, number -> pod((first + number) % PODS, values));
        } catch (AssertionError full) {
          if (!String.valueOf(full.getCause()).contains("database space exceeded")) {
            throw full;
          }
          break;
        }
      }
      etcd.etcdctl().snapshot(file);
    }
  }

  /** Pods with four managers, of whom another one wrote last. */
  private static List<ByteString> values() {
    String rest = "x".repeat(VERSION_BYTES - 450);
    Instant first = Instant.parse("2026-01-05T03:17:00Z");
    return IntStream.range(0, VALUES)
        .mapToObj(
            number ->
                new KubernetesValue()
                    .by("kube-controller-manager", "Update", first)
                    .by("kube-scheduler", "Update", first.plusSeconds(1))
                    .by("kubelet", "Update", first.plusSeconds(number % 5 == 0 ? 2 : 60 * number))
                    .by("sidecar-injector", "Update", first.plusSeconds(30L * number))
                    .holding(rest)
                    .protobuf())
        .map(ByteString::copyFrom)
        .toList();
  }

  private static PutRequest pod(long number, List<ByteString> values) {
    return PutRequest.newBuilder()
        .setKey(ByteString.copyFromUtf8("/registry/pods/default/pod-" + number))
        .setValue(values.get((int) (number % VALUES)))
        .build();
  }

  private record Reading(Path file, boolean cached) {
    void measure(String what, String... command) throws Exception {
      if (!cached) {
        forget();
      }
      AnalyzeBench.measure(what, command);
    }

    /** The kernel drops what it has of the file, which needs no root. */
    private void forget() throws Exception {
      int end =
          new ProcessBuilder("dd", "if=" + file, "iflag=nocache", "count=0", "status=none")
              .inheritIO()
              .start()
              .waitFor();
      if (end != 0) {
        throw new IOException("dd ended with " + end);
      }
    }
  }

  private static void measure(String what, String... command) throws Exception {
    long began = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    long anonymous = 0;
    Duration processor = Duration.ZERO;
    while (process.isAlive()) {
      anonymous = Math.max(anonymous, anonymousKib(process.pid()));
      processor = process.info().totalCpuDuration().orElse(processor);
      Thread.sleep(10);
    }
    print(
        "%-24s %7.2f s, %7.2f s of the processor, %4d MiB of anonymous memory at its peak, exit code %d",
        what,
        (System.nanoTime() - began) / 1e9,
        processor.toMillis() / 1e3,
        anonymous >> 10,
        process.exitValue());
  }

  /** Mapped pages of files left aside. */
  private static long anonymousKib(long process) {
    try {
      return Files.readAllLines(Path.of("/proc/" + process + "/status")).stream()
          .filter(line -> line.startsWith("RssAnon:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  // ---- damaged files --------------------------------------------------------------------------

  /** A real file with leaves, branches, overflow pages and free pages, damaged again and again. */
  private static void damaged(EtcdBinary binary, int files) throws IOException {
    Path folder = Files.createTempDirectory("analyze-damaged");
    Path sound = folder.resolve("sound.db");
    try (RealEtcd etcd = RealEtcd.start(binary);
        Writer writer = Writer.to(etcd.endpoint())) {
      writer.fill("/registry/pods/default/", 3000, 200);
      writer.fill("/registry/configmaps/default/", 20, 20_000);
      writer.overwrite("/registry/leases/default/a", 1000, 300);
      etcd.etcdctl().compact(2000, true);
      etcd.stop();
      Files.copy(
          etcd.dataDir().resolve("member/snap/db"), sound, StandardCopyOption.REPLACE_EXISTING);
    }
    // Without what bbolt has set aside behind the last page, where damage would harm nobody.
    byte[] content =
        Arrays.copyOf(
            Files.readAllBytes(sound), Math.toIntExact(analyzed(sound).pages().sizeBytes()));
    Random random = new Random(20_217);
    List<Double> seconds = new ArrayList<>();
    TreeMap<String, Integer> ends = new TreeMap<>();
    Path file = folder.resolve("damaged.db");
    for (int i = 0; i < files; i++) {
      Files.write(file, damage(content, random));
      long began = System.nanoTime();
      ends.merge(end(file), 1, Integer::sum);
      seconds.add((System.nanoTime() - began) / 1e9);
    }
    seconds.sort(null);
    print(
        "%d files of %d bytes: median %.3f s, slowest %.3f s",
        files, content.length, seconds.get(files / 2), seconds.get(files - 1));
    ends.forEach((end, count) -> print("%6d  %s", count, end));
    Files.delete(file);
    Files.delete(sound);
    Files.delete(folder);
  }

  /** Anything but an answer or a clear refusal ends the measurement. */
  private static String end(Path file) throws IOException {
    try {
      return analyzed(file).notes().isEmpty() ? "answered" : "answered, with a note";
    } catch (BoltFileException e) {
      return "refused: " + String.valueOf(e.getMessage()).replaceAll("[0-9a-f]*\\d[0-9a-f]*", "N");
    }
  }

  private static Analysis analyzed(Path file) throws IOException {
    return new Analyzer(AnalyzeSettings.of(By.PREFIX, 20), AnalyzeProgress.NONE).analyze(file);
  }

  private static byte[] damage(byte[] content, Random random) {
    byte[] damaged = content.clone();
    int page = 4096;
    int times = 1 + random.nextInt(4);
    for (int i = 0; i < times; i++) {
      int at = random.nextInt(damaged.length);
      switch (random.nextInt(i == times - 1 ? 6 : 5)) {
        case 0 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> damaged[at / page * page + random.nextInt(64)] = (byte) random.nextInt();
        case 2 ->
            damaged[random.nextInt(2 * page) % (2 * page)] ^= (byte) (1 + random.nextInt(255));
        case 3 ->
            System.arraycopy(
                damaged,
                random.nextInt(damaged.length / page) * page,
                damaged,
                at / page * page,
                page);
        case 4 -> Arrays.fill(damaged, at / page * page, at / page * page + page, (byte) 0);
        default -> damaged = Arrays.copyOf(damaged, at);
      }
    }
    return damaged;
  }
}
