package dev.etcdstorage.exporter.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Measures the exporter on three real etcd members on loopback: {@code bench/run} calls it and
 * docs/benchmarks.md holds what it printed. Every time is a median, and compared with a fetch of
 * etcd's own metrics page in the same run, because machines differ and are shared.
 */
public final class Bench {

  private final Path work = Files.createTempDirectory("etcd-storage-bench");
  private final List<Process> etcds = new ArrayList<>();
  private final List<String> clientUrls = new ArrayList<>();
  private final List<List<String>> etcdCommands = new ArrayList<>();
  private final String etcd;
  private final String launcher;
  private final boolean tls;

  private Bench(String etcd, String launcher, boolean tls) throws IOException {
    this.etcd = etcd;
    this.launcher = launcher;
    this.tls = tls;
  }

  public static void main(String[] args) throws Exception {
    String what = args[0];
    Bench bench = new Bench(args[1], args[2], what.endsWith("-tls"));
    Runtime.getRuntime().addShutdownHook(new Thread(bench::end));
    bench.startEtcd();
    switch (what.replace("-tls", "")) {
      case "start" -> bench.start(Integer.parseInt(args[3]));
      case "memory" -> bench.memory();
      case "scrape" -> bench.scrape(Integer.parseInt(args[3]));
      case "cpu" -> bench.cpu(Integer.parseInt(args[3]));
      case "soak" -> bench.soak(Integer.parseInt(args[3]));
      default -> throw new IllegalArgumentException("unknown measurement " + what);
    }
    System.exit(0);
  }

  // ---- what is measured ---------------------------------------------------------------------

  /** From the launcher's start to the first page that shows all three members up. */
  private void start(int runs) throws Exception {
    Exporter first = exporter(); // makes the class archive as it stops
    first.stop();
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      Exporter exporter = exporter();
      millis.add(exporter.firstScrapeMillis);
      exporter.stop();
    }
    print("first correct scrape after", millis, "ms");
  }

  /** Memory after a hundred scrapes, and what it is made of. */
  private void memory() throws Exception {
    exporter().stop();
    List<Double> pss = new ArrayList<>();
    List<Double> rss = new ArrayList<>();
    List<Double> anonymous = new ArrayList<>();
    for (int run = 0; run < 3; run++) {
      Exporter exporter = exporter();
      for (int i = 0; i < 100; i++) {
        exporter.metrics();
      }
      Thread.sleep(8_000); // idle threads of the web server end
      pss.add(exporter.pssKiB() / 1024.0);
      rss.add(exporter.rollupKiB("Rss:") / 1024.0);
      anonymous.add(exporter.rollupKiB("Anonymous:") / 1024.0);
      if (run == 2) {
        exporter.breakdown();
        System.out.printf("threads at rest: %d%n", exporter.threads());
      }
      exporter.stop();
    }
    print("PSS at rest after 100 scrapes", pss, "MiB");
    // This program is a JVM too and shares libjvm.so and the JDK's libraries with the exporter,
    // which
    // PSS halves. Where no other JVM runs, PSS is nearly RSS.
    print("RSS, which PSS comes to where no other JVM runs", rss, "MiB");
    print("anonymous memory, which no kernel can drop", anonymous, "MiB");
  }

  /** A scrape of the three members beside a fetch of one etcd's own page, turn by turn. */
  private void scrape(int rounds) throws Exception {
    Exporter exporter = exporter();
    String own = metricsUrls.get(0) + "/metrics";
    for (int i = 0; i < 300; i++) {
      exporter.metrics();
      Measured.page(own);
    }
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    for (int i = 0; i < rounds; i++) {
      ours.add(Measured.millis(exporter.url + "/metrics"));
      theirs.add(Measured.millis(own));
    }
    print("scrape of three members", ours, "ms");
    print("etcd's own page (one member)", theirs, "ms");
    System.out.printf(
        Locale.ROOT, "ratio of medians: %.2f%n", Measured.median(ours) / Measured.median(theirs));
    System.out.printf(
        "page sizes: ours %d bytes, etcd's %d bytes%n",
        exporter.metrics().length(), Measured.page(own).length());
    exporter.stop();
  }

  /** Processor time at a scrape every 15 s. */
  private void cpu(int scrapes) throws Exception {
    exporter().stop();
    Exporter exporter = exporter();
    for (int i = 0; i < 20; i++) {
      exporter.metrics();
    }
    Thread.sleep(15_000);
    double cpuBefore = exporter.cpuSeconds();
    long began = System.nanoTime();
    for (int i = 0; i < scrapes; i++) {
      exporter.metrics();
      Thread.sleep(15_000);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    double used = exporter.cpuSeconds() - cpuBefore;
    System.out.printf(
        Locale.ROOT,
        "processor: %.2f s in %.0f s at a scrape every 15 s = %.3f %% of one core%n",
        used,
        seconds,
        100 * used / seconds);
    exporter.stop();
  }

  /** Many scrapes while members go down and up: nothing may grow. */
  private void soak(int scrapes) throws Exception {
    Exporter exporter = exporter();
    for (int i = 0; i < scrapes; i++) {
      if (i % 500 == 250) {
        etcds.get(2).destroyForcibly().waitFor();
      } else if (i % 500 == 375) {
        etcds.set(2, launch(etcdCommands.get(2), "etcd-2-again.log"));
      }
      String page = exporter.metrics();
      if (i % (scrapes / 10) == scrapes / 20) {
        System.out.printf(
            Locale.ROOT,
            "after %6d scrapes: threads %d, open files %d, series %d, heap after GC %.1f MiB, PSS"
                + " %.1f MiB%n",
            i,
            exporter.threads(),
            exporter.openFiles(),
            page.lines().filter(line -> line.startsWith("etcd_storage_")).count(),
            exporter.heapAfterGcMiB(),
            exporter.pssKiB() / 1024.0);
      }
    }
    exporter.stop();
  }

  // ---- the exporter -------------------------------------------------------------------------

  private Exporter exporter() throws Exception {
    return new Exporter();
  }

  private final class Exporter {
    final Process process;
    final String url;
    final double firstScrapeMillis;

    Exporter() throws Exception {
      int port = Measured.freePort();
      url = "http://127.0.0.1:" + port;
      List<String> command = new ArrayList<>();
      command.addAll(List.of(launcher, "serve", "--web.listen-address", "127.0.0.1:" + port));
      command.addAll(List.of("--endpoints", String.join(",", clientUrls)));
      if (tls) {
        command.addAll(List.of("--cacert", work + "/ca.crt", "--cert", work + "/client.crt"));
        command.addAll(List.of("--key", work + "/client.key"));
      }
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().keySet().removeIf(name -> name.startsWith("ETCDCTL_"));
      builder.environment().put("ETCD_STORAGE_EXPORTER_CACHE", work.resolve("cache").toString());
      builder.redirectErrorStream(true).redirectOutput(work.resolve("exporter.log").toFile());
      long began = System.nanoTime();
      process = builder.start();
      while (true) {
        if (!process.isAlive()) {
          throw new IllegalStateException(Files.readString(work.resolve("exporter.log")));
        }
        try {
          if (up(metrics()) == 3) {
            break;
          }
        } catch (IOException notYet) {
          Thread.sleep(2);
        }
      }
      firstScrapeMillis = (System.nanoTime() - began) / 1e6;
    }

    private static long up(String page) {
      return page.lines()
          .filter(l -> l.startsWith("etcd_storage_up{") && l.endsWith(" 1.0"))
          .count();
    }

    String metrics() throws Exception {
      return Measured.page(url + "/metrics");
    }

    long pssKiB() throws IOException {
      return rollupKiB("Pss:");
    }

    long rollupKiB(String key) throws IOException {
      return Files.readAllLines(Path.of("/proc/" + process.pid() + "/smaps_rollup")).stream()
          .filter(line -> line.startsWith(key))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    }

    /** Which mappings hold the memory. */
    void breakdown() throws IOException {
      Map<String, Long> kib = new TreeMap<>();
      String kind = "";
      for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/smaps"))) {
        String[] words = line.split("\\s+", -1);
        if (words[0].matches("[0-9a-f]+-[0-9a-f]+")) {
          String name = words.length > 5 ? words[5] : "";
          kind =
              name.endsWith(".jsa")
                  ? "class archives"
                  : name.endsWith("libjvm.so")
                      ? "libjvm.so"
                      : name.contains(".so")
                          ? "other libraries"
                          : name.equals("[heap]")
                              ? "malloc (main arena)"
                              : name.startsWith("/")
                                  ? "other files"
                                  : "anonymous (Java heap, metaspace, code, stacks, malloc)";
        } else if (words[0].equals("Pss:")) {
          kib.merge(kind, Long.parseLong(words[1]), Long::sum);
        }
      }
      kib.entrySet().stream()
          .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
          .forEach(
              e ->
                  System.out.printf(
                      Locale.ROOT, "  %6.1f MiB %s%n", e.getValue() / 1024.0, e.getKey()));
    }

    double cpuSeconds() throws IOException {
      return Measured.cpuSeconds(process.pid());
    }

    int threads() {
      return Path.of("/proc/" + process.pid() + "/task").toFile().list().length;
    }

    int openFiles() {
      return Path.of("/proc/" + process.pid() + "/fd").toFile().list().length;
    }

    double heapAfterGcMiB() throws IOException, InterruptedException {
      return Measured.heapAfterGcMiB(process.pid(), url + "/metrics");
    }

    void stop() throws InterruptedException {
      process.destroy();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the exporter does not stop");
      }
    }
  }

  // ---- etcd ---------------------------------------------------------------------------------

  private final List<String> metricsUrls = new ArrayList<>();

  private void startEtcd() throws Exception {
    if (tls) {
      certificates();
    }
    String scheme = tls ? "https" : "http";
    List<String> peers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      clientUrls.add(scheme + "://127.0.0.1:" + Measured.freePort());
      metricsUrls.add("http://127.0.0.1:" + Measured.freePort());
      peers.add("http://127.0.0.1:" + Measured.freePort());
    }
    String initial =
        "etcd-0=" + peers.get(0) + ",etcd-1=" + peers.get(1) + ",etcd-2=" + peers.get(2);
    for (int i = 0; i < 3; i++) {
      List<String> command = new ArrayList<>();
      command.addAll(List.of(etcd, "--name=etcd-" + i, "--data-dir=" + work.resolve("etcd-" + i)));
      command.add("--listen-client-urls=" + clientUrls.get(i));
      command.add("--advertise-client-urls=" + clientUrls.get(i));
      command.add("--listen-metrics-urls=" + metricsUrls.get(i));
      command.add("--listen-peer-urls=" + peers.get(i));
      command.add("--initial-advertise-peer-urls=" + peers.get(i));
      command.add("--initial-cluster=" + initial);
      command.add("--log-level=error");
      if (tls) {
        command.addAll(
            List.of("--cert-file=" + work + "/server.crt", "--key-file=" + work + "/server.key"));
        command.addAll(List.of("--trusted-ca-file=" + work + "/ca.crt", "--client-cert-auth"));
      }
      etcdCommands.add(command);
      etcds.add(launch(command, "etcd-" + i + ".log"));
    }
    for (String url : metricsUrls) {
      awaitLeader(url);
    }
  }

  private static void awaitLeader(String url) throws Exception {
    for (int i = 0; i < 500; i++) {
      try {
        if (Measured.page(url + "/metrics").contains("\netcd_server_has_leader 1")) {
          return;
        }
      } catch (IOException notYet) {
        // It is still starting.
      }
      Thread.sleep(20);
    }
    throw new IllegalStateException("no leader at " + url);
  }

  private Process launch(List<String> command, String log) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(work.resolve(log).toFile())
        .start();
  }

  /** A throw-away CA with kubeadm's kinds of keys, made by openssl. */
  private void certificates() throws Exception {
    sh(
        "openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=etcd-ca -days 2 -keyout ca.key -out ca.crt");
    for (String who : List.of("server", "client")) {
      sh("openssl genrsa -traditional -out " + who + ".key 2048");
      sh("openssl req -new -key " + who + ".key -subj /CN=" + who + " -out " + who + ".csr");
      sh(
          "printf 'subjectAltName=IP:127.0.0.1,DNS:localhost\\nextendedKeyUsage=serverAuth,clientAuth\\n' > ext;"
              + " openssl x509 -req -in "
              + who
              + ".csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2"
              + " -extfile ext -out "
              + who
              + ".crt");
    }
  }

  private void sh(String command) throws Exception {
    Process process =
        new ProcessBuilder("sh", "-c", command)
            .directory(work.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(command + ": " + output);
    }
  }

  private void end() {
    etcds.forEach(Process::destroyForcibly);
    try (var files = Files.walk(work)) {
      files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      System.err.println("left behind: " + work);
    }
  }

  // ---- small things -------------------------------------------------------------------------

  private static void print(String what, List<Double> values, String unit) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    System.out.printf(
        Locale.ROOT,
        "%s: median %.2f %s (min %.2f, max %.2f, n %d)%n",
        what,
        Measured.median(values),
        unit,
        sorted[0],
        sorted[sorted.length - 1],
        Arrays.stream(sorted).count());
  }
}
