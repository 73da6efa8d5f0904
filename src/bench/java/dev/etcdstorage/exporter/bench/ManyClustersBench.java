package dev.etcdstorage.exporter.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.etcdstorage.exporter.testkit.fake.FakeEtcd;
import dev.etcdstorage.exporter.testkit.fake.FakeMode;
import dev.etcdstorage.exporter.testkit.fake.FakeState;
import io.etcd.jetcd.api.MaintenanceGrpc;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * What one exporter of very many clusters costs, and several that share them: fake members on
 * loopback, one a cluster, from ten to a thousand; then with a tenth of them hanging. Shards are
 * scraped one after the other, so that none takes another's processor; a time is the slowest
 * shard's, all else is the sum. For {@code bench/run}: the exporter's launcher and what to measure,
 * {@code MEMBERS} or {@code MEMBERS/SHARDS}.
 */
final class ManyClustersBench {
  private static final Logger GRPC = Logger.getLogger("io.grpc");
  private static final Pattern LISTENING = Pattern.compile("msg=listening address=(\\S+)");
  private static final Pattern UP = Pattern.compile("(?m)^etcd_storage_up\\{.*} 1.0$");
  private static final int SCRAPES = 30;
  private static final int TIMEOUT_SECONDS = 10;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String launcher;

  private ManyClustersBench(String launcher) {
    this.launcher = launcher;
  }

  public static void main(String[] args) throws Exception {
    GRPC.setLevel(Level.WARNING);
    ManyClustersBench bench = new ManyClustersBench(args[0]);
    System.out.println(
        "members  shards  median scrape  p90       processor  a member   page      RSS       "
            + " threads  10% hang: median  up");
    for (int i = 1; i < args.length; i++) {
      String[] sizes = args[i].split("/", -1);
      bench.measure(Integer.parseInt(sizes[0]), sizes.length > 1 ? Integer.parseInt(sizes[1]) : 1);
    }
    System.exit(0); // gRPC's threads linger
  }

  /** What a shard was measured to cost; times in seconds, sizes in KiB. */
  private record Cost(
      double median, double p90, double processor, long page, long rss, long threads, long up) {
    static Cost sum(Cost one, Cost other) {
      return new Cost(
          Math.max(one.median, other.median),
          Math.max(one.p90, other.p90),
          one.processor + other.processor,
          one.page + other.page,
          one.rss + other.rss,
          one.threads + other.threads,
          one.up + other.up);
    }
  }

  /** And how long the slowest shard's page took, with how many members on all of them. */
  private record Hanging(double median, long up) {
    static Hanging sum(Hanging one, Hanging other) {
      return new Hanging(Math.max(one.median, other.median), one.up + other.up);
    }
  }

  private void measure(int members, int shards) throws Exception {
    List<FakeEtcd> fakes = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      FakeEtcd fake = FakeEtcd.start();
      fake.state()
          .clusterId(0x1000 + i)
          .dbSizeQuota(2L << 30)
          .members(FakeState.member(0xa1, "etcd-0", fake.clientUrl()));
      fakes.add(fake);
    }
    Path folder = Files.createTempDirectory("many-clusters");
    Path config = config(folder, fakes);
    List<Process> exporters = new ArrayList<>();
    List<String> urls = new ArrayList<>();
    try {
      for (int shard = 0; shard < shards; shard++) {
        Path log = folder.resolve("log-" + shard);
        exporters.add(start(config, shard + "/" + shards, log));
        urls.add("http://" + address(exporters.get(shard), log) + "/metrics");
      }
      List<Cost> costs = new ArrayList<>();
      for (int shard = 0; shard < shards; shard++) {
        costs.add(cost(urls.get(shard), exporters.get(shard)));
      }
      for (int i = 0; i < members; i += 10) {
        fakes.get(i).mode(MaintenanceGrpc.getStatusMethod(), new FakeMode.Hang());
      }
      List<Hanging> hanging = new ArrayList<>();
      for (String url : urls) {
        hanging.add(hanging(url));
      }
      print(
          members,
          shards,
          costs.stream().reduce(Cost::sum).orElseThrow(),
          hanging.stream().reduce(Hanging::sum).orElseThrow());
    } finally {
      for (Process exporter : exporters) {
        exporter.destroy();
        exporter.waitFor();
      }
      fakes.forEach(FakeEtcd::close);
    }
  }

  private Cost cost(String url, Process exporter) throws Exception {
    for (int warm = 0; warm < 15; warm++) {
      scrape(url);
    }
    double before = processorSeconds(exporter);
    double[] whole = scrapes(url);
    double processor = (processorSeconds(exporter) - before) / SCRAPES;
    String page = scrape(url);
    Thread.sleep(10_000); // at rest
    String status = Files.readString(Path.of("/proc/" + exporter.pid() + "/status"));
    return new Cost(
        whole[SCRAPES / 2],
        whole[SCRAPES * 9 / 10],
        processor,
        page.length() / 1024,
        kib(status, "VmRSS"),
        Long.parseLong(field(status, "Threads")),
        UP.matcher(page).results().count());
  }

  private Hanging hanging(String url) throws Exception {
    double[] seconds = new double[3];
    long up = 0;
    for (int i = 0; i < seconds.length; i++) {
      long began = System.nanoTime();
      up = UP.matcher(scrape(url)).results().count();
      seconds[i] = seconds(began);
    }
    Arrays.sort(seconds);
    return new Hanging(seconds[1], up);
  }

  private static void print(int members, int shards, Cost cost, Hanging hanging) {
    System.out.println(
        String.format(
            Locale.ROOT,
            "%-8d %-7d %.3f s        %.3f s   %.3f s    %.3f ms   %4d KiB  %5.1f MiB  %-7d"
                + "  %.3f s           %d of %d",
            members,
            shards,
            cost.median,
            cost.p90,
            cost.processor,
            cost.processor * 1000 / members,
            cost.page,
            cost.rss / 1024.0,
            cost.threads,
            hanging.median,
            hanging.up,
            cost.up));
  }

  private static Path config(Path folder, List<FakeEtcd> fakes) throws IOException {
    StringBuilder text = new StringBuilder("clusters:\n");
    for (int i = 0; i < fakes.size(); i++) {
      text.append(
          "  - {name: cluster-%d, endpoints: [\"%s\"]}\n".formatted(i, fakes.get(i).clientUrl()));
    }
    text.append("web: {listenAddresses: [\"127.0.0.1:0\"]}\n");
    return Files.writeString(folder.resolve("exporter.yaml"), text);
  }

  private Process start(Path config, String shard, Path log) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            launcher, "serve", "--config.file=" + config, "--shard=" + shard, "--log.level=info");
    builder.environment().putIfAbsent("JAVA_OPTS", "-Xmx184m -XX:MaxNewSize=64m");
    return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  private static String address(Process exporter, Path log) throws Exception {
    while (exporter.isAlive()) {
      Matcher listening = LISTENING.matcher(Files.readString(log));
      if (listening.find()) {
        return listening.group(1);
      }
      Thread.sleep(100);
    }
    throw new IllegalStateException("the exporter ended:\n" + Files.readString(log));
  }

  private double[] scrapes(String url) throws Exception {
    double[] seconds = new double[SCRAPES];
    for (int i = 0; i < SCRAPES; i++) {
      long began = System.nanoTime();
      scrape(url);
      seconds[i] = seconds(began);
    }
    Arrays.sort(seconds);
    return seconds;
  }

  /** As Prometheus does it: compressed, with its own timeout said. */
  private String scrape(String url) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .header("X-Prometheus-Scrape-Timeout-Seconds", "" + TIMEOUT_SECONDS)
            .header("Accept-Encoding", "gzip")
            .timeout(Duration.ofMinutes(1))
            .build();
    byte[] body = http.send(request, BodyHandlers.ofByteArray()).body();
    try (GZIPInputStream page = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return new String(page.readAllBytes(), UTF_8);
    }
  }

  /** Of all its threads, the collector's too; in hundredths, the kernel's unit. */
  private static double processorSeconds(Process process) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private static long kib(String text, String name) {
    return Long.parseLong(field(text, name).replace(" kB", ""));
  }

  private static String field(String text, String name) {
    return text.lines()
        .filter(line -> line.startsWith(name + ":"))
        .findFirst()
        .orElseThrow()
        .substring(name.length() + 1)
        .strip();
  }
}
