package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.config.ExporterConfig;
import dev.etcdstorage.exporter.storage.Thresholds;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.event.Level;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The daemon: answers Prometheus until it is told to stop. */
@Command(
    name = "serve",
    description =
        "Serve metrics about the storage of etcd. Reads only, unless maintenance is enabled.")
final class ServeCommand implements Callable<Integer> {
  private final PrintStream out;
  private final PrintStream err;
  private final FlagVariables variables;

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--config.check",
      description = "Check flags, file and certificates, then exit: 0 if all is well, else 1 or 2.")
  private boolean checkOnly;

  @Mixin private final EtcdOptions etcd = new EtcdOptions();
  @Mixin private final WebOptions web = new WebOptions();
  @Mixin private final ScrapeOptions scrape = new ScrapeOptions();
  @Mixin private final KeyspaceOptions keyspace = new KeyspaceOptions();
  @Mixin private final MaintenanceOptions maintenance = new MaintenanceOptions();
  @Mixin private final ConfigFileOption file = new ConfigFileOption();
  @Mixin private final ShardOption shard = new ShardOption();
  @Mixin private final LogOptions log = new LogOptions(Level.INFO);

  ServeCommand(PrintStream out, PrintStream err, FlagVariables variables) {
    this.variables = variables;
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws InterruptedException {
    log.apply(err);
    ExporterConfig config = config();
    if (checkOnly) {
      Daemon.check(config);
      out.println("configuration is fine");
      return 0;
    }
    CountDownLatch stop = new CountDownLatch(1);
    CommandHere here = new CommandHere(variables, spec);
    try (Daemon daemon =
        Daemon.start(
            config,
            this::config,
            Version.current(),
            cluster -> here.of(cluster, file.file(spec)))) {
      Signals.on("HUP", daemon::reload);
      Signals.on("TERM", stop::countDown);
      Signals.on("INT", stop::countDown);
      stop.await();
      StopLimit.begin();
    }
    return 0;
  }

  /** From the file as it is now, or from the flags; a reload calls it again. */
  ExporterConfig config() {
    ExporterConfig config =
        file.load(spec, Set.of("--config.check", ShardOption.FLAG)).orElseGet(this::ofFlags);
    return shard.applyTo(config, file.file(spec), variables);
  }

  private ExporterConfig ofFlags() {
    return new ExporterConfig(
        List.of(etcd.cluster()),
        List.of(),
        web.settings(),
        scrape.settings(),
        keyspace.settings(),
        Thresholds.DEFAULT,
        maintenance.settings(spec),
        Optional.empty());
  }
}
