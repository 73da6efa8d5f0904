package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.check.Examiner;
import dev.etcdstorage.exporter.check.Pause;
import dev.etcdstorage.exporter.check.Report;
import dev.etcdstorage.exporter.config.ExporterConfig;
import dev.etcdstorage.exporter.config.KeyspaceSettings;
import dev.etcdstorage.exporter.config.MaintenanceSettings;
import dev.etcdstorage.exporter.config.WebSettings;
import dev.etcdstorage.exporter.etcd.EtcdConnector;
import dev.etcdstorage.exporter.report.ConsoleLines;
import dev.etcdstorage.exporter.report.Lines;
import dev.etcdstorage.exporter.report.check.JsonReport;
import dev.etcdstorage.exporter.report.check.TextReport;
import dev.etcdstorage.exporter.storage.Thresholds;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.slf4j.event.Level;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** One look at clusters, for a person or a monitoring system. */
@Command(
    name = "check",
    exitCodeOnInvalidInput = CheckCommand.UNKNOWN,
    exitCodeOnExecutionException = CheckCommand.UNKNOWN,
    description =
        "Look at etcd's storage once and say how full it is, what is wrong and what to do next."
            + " Exit codes: 0 ok, 1 warning, 2 critical, 3 unknown or wrong usage. Reads only;"
            + " changes nothing.")
final class CheckCommand implements Callable<Integer> {
  static final int UNKNOWN = 3;

  private final PrintStream out;
  private final PrintStream err;
  private final InstantSource clock;
  private final Pause pause;
  private final FlagVariables variables;

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Mixin private final EtcdOptions etcd = new EtcdOptions();
  @Mixin private final CheckOptions options = new CheckOptions();
  @Mixin private final TargetOption file = new TargetOption();
  @Mixin private final LogOptions log = new LogOptions(Level.ERROR);

  CheckCommand(
      PrintStream out, PrintStream err, InstantSource clock, Pause pause, FlagVariables variables) {
    this.variables = variables;
    this.out = out;
    this.err = err;
    this.clock = clock;
    this.pause = pause;
  }

  @Override
  public Integer call() throws InterruptedException {
    log.apply(err);
    Duration interval = options.interval();
    ExporterConfig config = config();
    try (EtcdConnector connector = new EtcdConnector();
        Examiner examiner = new Examiner(config, connector, clock, pause, progress())) {
      CommandHere here = new CommandHere(variables, spec);
      Report report =
          Report.of(
              config,
              examiner,
              interval,
              options.scan(),
              cluster -> here.of(cluster, file.file(spec)));
      out.print(
          options.json()
              ? JsonReport.of(Version.current(), clock.instant(), report)
              : TextReport.of(report));
      out.flush();
      return report.severity().exitCode();
    }
  }

  ExporterConfig config() {
    return file.load(spec, Set.of("--interval", "--scan", "--output"))
        .orElseGet(
            () ->
                new ExporterConfig(
                    List.of(etcd.cluster()),
                    List.of(),
                    WebSettings.DEFAULT,
                    options.scrape(),
                    KeyspaceSettings.DEFAULT,
                    Thresholds.DEFAULT,
                    MaintenanceSettings.DEFAULT,
                    Optional.empty()));
  }

  /** Only for a person at a terminal, to whom it explains the wait; cron would send a mail. */
  private Consumer<String> progress() {
    Lines lines = new ConsoleLines(err, Terminal.is(Terminal.STDERR), clock);
    return Terminal.is(Terminal.STDERR) ? line -> lines.line(line + " …") : line -> {};
  }
}
