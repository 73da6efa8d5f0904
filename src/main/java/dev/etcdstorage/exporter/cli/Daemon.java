package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.config.ConfigException;
import dev.etcdstorage.exporter.config.ExporterConfig;
import dev.etcdstorage.exporter.etcd.EtcdConnector;
import dev.etcdstorage.exporter.files.FileFault;
import dev.etcdstorage.exporter.files.FileTimer;
import dev.etcdstorage.exporter.keyspace.Keyspaces;
import dev.etcdstorage.exporter.log.LogSettings;
import dev.etcdstorage.exporter.maintenance.Maintenances;
import dev.etcdstorage.exporter.metrics.ExporterCollector;
import dev.etcdstorage.exporter.metrics.Observed;
import dev.etcdstorage.exporter.metrics.ReloadState;
import dev.etcdstorage.exporter.metrics.StorageCollector;
import dev.etcdstorage.exporter.sample.Clusters;
import dev.etcdstorage.exporter.sample.MinuteLooks;
import dev.etcdstorage.exporter.status.PageFrame;
import dev.etcdstorage.exporter.status.PlainPage;
import dev.etcdstorage.exporter.status.StatusJson;
import dev.etcdstorage.exporter.status.StatusPage;
import dev.etcdstorage.exporter.status.TargetsJson;
import dev.etcdstorage.exporter.web.Routes;
import dev.etcdstorage.exporter.web.WebServer;
import io.prometheus.metrics.exporter.common.PrometheusHttpRequest;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.registry.PrometheusScrapeRequest;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of the running exporter, wired. */
final class Daemon implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("cli");
  private static final String TIMEOUT_HEADER = "X-Prometheus-Scrape-Timeout-Seconds";

  private final Supplier<ExporterConfig> source;
  private final EtcdConnector connector = new EtcdConnector();
  private final Clusters clusters = new Clusters(connector, InstantSource.system());

  /** Done when all members were looked at once, however that ended, or when they take long. */
  private final CompletableFuture<Void> firstLook =
      new CompletableFuture<Void>().completeOnTimeout(null, 1, TimeUnit.SECONDS);

  private final Keyspaces keyspaces =
      new Keyspaces(
          connector,
          clusters::endpoints,
          InstantSource.system(),
          RandomGenerator.getDefault(),
          firstLook);
  private final ScheduledThreadPoolExecutor timer = timer();
  private final FileTimer files = FileTimer.start(this::refreshFiles);
  private final Maintenances maintenances = new Maintenances(connector);
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusRegistry probes = new PrometheusRegistry();
  private final WebServer web;
  private volatile ExporterConfig config;
  private volatile ReloadState reloadState;

  private Daemon(ExporterConfig config, Supplier<ExporterConfig> source, String version) {
    this.source = source;
    this.config = config;
    this.reloadState = new ReloadState(true, Instant.now());
    try {
      configure(config);
      MinuteLooks.start(clusters, () -> this.config.scrape().timeout(), timer);
      timer.execute(() -> firstLook.complete(null)); // it has one thread
      JvmMetrics.builder().register(registry);
      registry.register(
          new ExporterCollector(
              version, () -> reloadState, this::unusableFiles, LogSettings::dropped));
      registry.register(new StorageCollector(this::observe));
      probes.register(new StorageCollector(this::observeTarget));
      String path = config.web().telemetryPath();
      web =
          WebServer.start(
              config.web(),
              List.of(
                  Routes.metrics(path, registry),
                  Routes.probe(probes, this::clusterNames),
                  Routes.targets(address -> TargetsJson.of(address, Routes.PROBE, clusterNames())),
                  Routes.page(
                      refreshes -> StatusPage.html(frame(version, refreshes), observe(null)),
                      StatusPage.styleSource(),
                      () -> PlainPage.text(frame(version, false), observe(null))),
                  Routes.status(
                      () -> StatusJson.of(version, Instant.now(), unusableFiles(), observe(null))),
                  Routes.healthy(),
                  Routes.ready(() -> true),
                  Routes.reload(this::reload)));
    } catch (RuntimeException e) {
      files.close();
      timer.shutdownNow();
      closeEtcd();
      throw e;
    }
  }

  /**
   * @param source reads the configuration again, for a reload
   * @throws ConfigException when a file or an address cannot be used
   */
  static Daemon start(ExporterConfig config, Supplier<ExporterConfig> source, String version) {
    Daemon daemon = new Daemon(config, source, version);
    for (InetSocketAddress address : daemon.addresses()) {
      LOG.atInfo()
          .addKeyValue("address", address.getHostString() + ":" + address.getPort())
          .addKeyValue("version", version)
          .log("listening");
    }
    return daemon;
  }

  /** Opens every file that the configuration names, and nothing else. */
  static void check(ExporterConfig config) {
    try (EtcdConnector connector = new EtcdConnector()) {
      config.clusters().forEach(connector::cluster);
    }
    WebServer.check(config.web());
  }

  /** All of it, or nothing. */
  private void configure(ExporterConfig next) {
    try (Keyspaces.Change change = keyspaces.prepare(next.clusters(), next.keyspace());
        Maintenances.Change maintenance = maintenances.prepare(next)) {
      clusters.configure(next.clusters());
      change.commit();
      maintenance.commit();
    }
  }

  private static ScheduledThreadPoolExecutor timer() {
    return new ScheduledThreadPoolExecutor(
        1,
        task -> {
          Thread thread = new Thread(task, "minute-looks");
          thread.setDaemon(true);
          return thread;
        });
  }

  List<InetSocketAddress> addresses() {
    return web.addresses();
  }

  private void refreshFiles() {
    connector.refreshFiles();
    web.refreshFiles();
  }

  /** In the order of their names; one that several clusters use stands once. */
  private List<FileFault> unusableFiles() {
    Map<Path, FileFault> faults = new TreeMap<>();
    connector
        .unusableFiles(config.clusters())
        .forEach(fault -> faults.putIfAbsent(fault.file(), fault));
    web.unusableFiles().forEach(fault -> faults.putIfAbsent(fault.file(), fault));
    return List.copyOf(faults.values());
  }

  private List<String> clusterNames() {
    return config.clusters().stream().flatMap(cluster -> cluster.name().stream()).toList();
  }

  /** The one cluster that the request names. */
  private List<Observed> observeTarget(@Nullable PrometheusScrapeRequest request) {
    String[] targets = request == null ? null : request.getParameterValues("target");
    return targets == null
        ? List.of()
        : observe(request, name -> name.equals(Optional.of(targets[0])));
  }

  private List<Observed> observe(@Nullable PrometheusScrapeRequest request) {
    return observe(request, every -> true);
  }

  private List<Observed> observe(
      @Nullable PrometheusScrapeRequest request, Predicate<Optional<String>> wanted) {
    return clusters.sample(budget(request), wanted).stream()
        .map(
            sample ->
                new Observed(
                    sample,
                    keyspaces.sample(sample.cluster()),
                    maintenances.sample(sample.cluster()),
                    config.thresholds()))
        .toList();
  }

  /** Around the clusters on the page; the time is that of the request. */
  private PageFrame frame(String version, boolean refreshes) {
    return new PageFrame(
        version,
        Instant.now(),
        refreshes ? PageFrame.refreshFor(config.scrape().timeout()) : Duration.ZERO,
        List.of(config.web().telemetryPath(), Routes.STATUS),
        unusableFiles());
  }

  private Duration budget(@Nullable PrometheusScrapeRequest request) {
    String header =
        request instanceof PrometheusHttpRequest http ? http.getHeader(TIMEOUT_HEADER) : null;
    try {
      return config.scrape().budget(header == null ? Double.NaN : Double.parseDouble(header));
    } catch (NumberFormatException e) {
      return config.scrape().budget(Double.NaN);
    }
  }

  /**
   * Reads the configuration again and swaps it as a whole; a bad one changes nothing.
   *
   * @return what is wrong with it, in one line
   */
  synchronized Optional<String> reload() {
    try {
      files.lookNow();
      ExporterConfig next = source.get();
      if (!next.web().equals(config.web())) {
        throw new ConfigException(
            "listen addresses, telemetry path and the web config file's name change only with a"
                + " restart");
      }
      WebServer.check(next.web());
      configure(next);
      config = next;
      reloadState = new ReloadState(true, Instant.now());
      LOG.atInfo().addKeyValue("clusters", next.clusters().size()).log("configuration reloaded");
      return Optional.empty();
    } catch (ConfigException | UsageException e) {
      return notReloaded(String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      // A deep YAML file overflows the stack, for one. Its text may quote the file.
      return notReloaded(
          "this is a fault of the exporter, please report it: " + e.getClass().getName());
    }
  }

  private Optional<String> notReloaded(String why) {
    reloadState = new ReloadState(false, reloadState.taken());
    LOG.atError().addKeyValue("err", why).log("configuration not reloaded; the old one stays");
    return Optional.of(why);
  }

  @Override
  public void close() {
    files.close();
    web.close();
    timer.shutdownNow();
    closeEtcd();
    LOG.atInfo().log("stopped");
  }

  private void closeEtcd() {
    maintenances.close();
    keyspaces.close();
    clusters.close();
    connector.close();
  }
}
