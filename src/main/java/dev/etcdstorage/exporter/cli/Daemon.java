package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.ExporterConfig;
import dev.etcdstorage.exporter.config.ScrapeSettings;
import dev.etcdstorage.exporter.config.WebSettings;
import dev.etcdstorage.exporter.etcd.EtcdConnector;
import dev.etcdstorage.exporter.files.FileFault;
import dev.etcdstorage.exporter.files.FileTimer;
import dev.etcdstorage.exporter.log.LogSettings;
import dev.etcdstorage.exporter.metrics.ExporterMetrics;
import dev.etcdstorage.exporter.metrics.RuntimeMetrics;
import dev.etcdstorage.exporter.metrics.StorageCollector;
import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.status.PageFrame;
import dev.etcdstorage.exporter.status.PlainPage;
import dev.etcdstorage.exporter.status.StatusJson;
import dev.etcdstorage.exporter.status.StatusPage;
import dev.etcdstorage.exporter.status.TargetsJson;
import dev.etcdstorage.exporter.text.OwnCommand;
import dev.etcdstorage.exporter.web.Route;
import dev.etcdstorage.exporter.web.Routes;
import dev.etcdstorage.exporter.web.WebServer;
import io.prometheus.metrics.exporter.common.PrometheusHttpRequest;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.registry.PrometheusScrapeRequest;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of the running exporter, wired. */
final class Daemon implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("cli");
  private static final String TIMEOUT_HEADER = "X-Prometheus-Scrape-Timeout-Seconds";

  private final String version;
  private final Function<ClusterConfig, OwnCommand> own;
  private final WatchedClusters clusters;
  private final Reload reload;
  private final FileTimer files;
  private final WebServer web;

  private Daemon(
      ExporterConfig config,
      Supplier<ExporterConfig> source,
      String version,
      Function<ClusterConfig, OwnCommand> own) {
    this.version = version;
    this.own = own;
    this.clusters = new WatchedClusters(config);
    this.reload = new Reload(source, clusters);
    this.files = FileTimer.start(this::refreshFiles);
    try {
      this.web = WebServer.start(config.web(), routes(config.web()));
    } catch (RuntimeException e) {
      files.close();
      clusters.close();
      throw e;
    }
  }

  private List<Route> routes(WebSettings web) {
    PrometheusRegistry registry = new PrometheusRegistry();
    RuntimeMetrics.register(registry, web.jvmMetrics());
    ExporterMetrics.register(
        registry,
        version,
        reload::state,
        clusters::share,
        this::unusableFiles,
        LogSettings::dropped);
    registry.register(new StorageCollector(this::observe));
    PrometheusRegistry probes = new PrometheusRegistry();
    probes.register(new StorageCollector(this::observeTarget));
    return List.of(
        Routes.metrics(web.telemetryPath(), registry),
        Routes.probe(probes, clusters::names),
        Routes.targets(address -> TargetsJson.of(address, Routes.PROBE, clusters.names())),
        Routes.page(
            refreshes -> StatusPage.html(frame(refreshes), observe(null)),
            StatusPage.styleSource(),
            () -> PlainPage.text(frame(false), observe(null))),
        Routes.status(
            () ->
                StatusJson.of(
                    version, clusters.share(), Instant.now(), unusableFiles(), observe(null))),
        Routes.healthy(),
        Routes.ready(() -> true),
        Routes.reload(this::reload));
  }

  /**
   * @param source reads the configuration again, for a reload
   * @param own how to call this program for a cluster, for the page
   * @throws dev.etcdstorage.exporter.config.ConfigException when a file or an address cannot be
   *     used
   */
  static Daemon start(
      ExporterConfig config,
      Supplier<ExporterConfig> source,
      String version,
      Function<ClusterConfig, OwnCommand> own) {
    Daemon daemon = new Daemon(config, source, version, own);
    for (InetSocketAddress address : daemon.addresses()) {
      LOG.atInfo()
          .addKeyValue("address", address.getHostString() + ":" + address.getPort())
          .addKeyValue("version", version)
          .log("listening");
    }
    return daemon;
  }

  /** Opens every file that the daemon would open for this configuration, and nothing else. */
  static void check(ExporterConfig config) {
    try (EtcdConnector connector = new EtcdConnector()) {
      config.watched().forEach(connector::cluster);
    }
    WebServer.check(config.web());
  }

  List<InetSocketAddress> addresses() {
    return web.addresses();
  }

  private void refreshFiles() {
    clusters.refreshFiles();
    web.refreshFiles();
    reload.follow();
  }

  /** Sorted by name; a file that several clusters use appears once. */
  private List<FileFault> unusableFiles() {
    Map<Path, FileFault> faults = new TreeMap<>();
    clusters.unusableFiles().forEach(fault -> faults.putIfAbsent(fault.file(), fault));
    web.unusableFiles().forEach(fault -> faults.putIfAbsent(fault.file(), fault));
    return List.copyOf(faults.values());
  }

  /** The one cluster that the request names. */
  private List<Observed> observeTarget(@Nullable PrometheusScrapeRequest request) {
    String[] targets = request == null ? null : request.getParameterValues("target");
    return targets == null
        ? List.of()
        : clusters.observe(budget(request), name -> name.equals(Optional.of(targets[0])));
  }

  private List<Observed> observe(@Nullable PrometheusScrapeRequest request) {
    return clusters.observe(budget(request), every -> true);
  }

  /** The frame around the clusters, with the time of the request. */
  private PageFrame frame(boolean refreshes) {
    ExporterConfig config = clusters.config();
    return new PageFrame(
        version,
        Instant.now(),
        refreshes ? PageFrame.refreshFor(config.scrape().timeout()) : Duration.ZERO,
        List.of(config.web().telemetryPath(), Routes.STATUS),
        unusableFiles(),
        clusters.share(),
        name ->
            config.clusters().stream()
                .filter(cluster -> cluster.name().equals(name))
                .findFirst()
                .map(own)
                .orElse(new OwnCommand(OwnCommand.NAME, "")));
  }

  private Duration budget(@Nullable PrometheusScrapeRequest request) {
    String header =
        request instanceof PrometheusHttpRequest http ? http.getHeader(TIMEOUT_HEADER) : null;
    ScrapeSettings settings = clusters.config().scrape();
    try {
      return settings.budget(header == null ? Double.NaN : Double.parseDouble(header));
    } catch (NumberFormatException e) {
      return settings.budget(Double.NaN);
    }
  }

  /**
   * Reads the configuration again, and looks at all files at once.
   *
   * @return what is wrong with it, in one line
   */
  Optional<String> reload() {
    files.lookNow();
    return reload.now();
  }

  @Override
  public void close() {
    files.close();
    web.close();
    clusters.close();
    LOG.atInfo().log("stopped");
  }
}
