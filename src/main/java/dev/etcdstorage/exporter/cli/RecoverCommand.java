package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.analyze.AnalyzeProgress;
import dev.etcdstorage.exporter.analyze.AnalyzeSettings;
import dev.etcdstorage.exporter.analyze.Analyzer;
import dev.etcdstorage.exporter.analyze.By;
import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.ExporterConfig;
import dev.etcdstorage.exporter.etcd.EtcdConnector;
import dev.etcdstorage.exporter.etcd.OpenCluster;
import dev.etcdstorage.exporter.files.FileTimer;
import dev.etcdstorage.exporter.maintenance.MaintainedCluster;
import dev.etcdstorage.exporter.maintenance.Sleeper;
import dev.etcdstorage.exporter.maintenance.recover.AuditFile;
import dev.etcdstorage.exporter.maintenance.recover.AuditLog;
import dev.etcdstorage.exporter.maintenance.recover.Disk;
import dev.etcdstorage.exporter.maintenance.recover.Journal;
import dev.etcdstorage.exporter.maintenance.recover.RecoverEnd;
import dev.etcdstorage.exporter.maintenance.recover.RecoverSettings;
import dev.etcdstorage.exporter.maintenance.recover.Recovery;
import dev.etcdstorage.exporter.maintenance.recover.RunContext;
import dev.etcdstorage.exporter.maintenance.recover.ScannedLiveData;
import dev.etcdstorage.exporter.report.ConsoleLines;
import dev.etcdstorage.exporter.report.Lines;
import dev.etcdstorage.exporter.report.analyze.WhoFilledIt;
import dev.etcdstorage.exporter.report.recover.AuditJson;
import dev.etcdstorage.exporter.report.recover.NextRun;
import dev.etcdstorage.exporter.report.recover.RecoverReport;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.event.Level;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** From NOSPACE back to writable, or a plan for it. */
@Command(
    name = "recover",
    description =
        "Bring etcd from NOSPACE back to writable: snapshot, compact, defragment, disarm the alarm,"
            + " verify. Without --yes it only prints what it would do. Exit codes: 0 etcd takes"
            + " writes, 1 refused or failed, 2 wrong usage.")
final class RecoverCommand implements Callable<Integer> {
  private final PrintStream out;
  private final PrintStream err;
  private final FlagVariables variables;

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Mixin private final EtcdOptions etcd = new EtcdOptions();
  @Mixin private final RecoverOptions options = new RecoverOptions();
  @Mixin private final TargetOption file = new TargetOption();

  /** This command itself prints what a scrape would log about alarms and sizes. */
  @Mixin private final LogOptions log = new LogOptions(Level.ERROR);

  RecoverCommand(PrintStream out, PrintStream err, FlagVariables variables) {
    this.variables = variables;
    this.out = out;
    this.err = err;
  }

  @Override
  @SuppressWarnings("try") // the files are only followed until the end
  public Integer call() {
    log.apply(err);
    Optional<ExporterConfig> given = file.loadOne(spec, ConfigFileOption.flagsOf(spec, options));
    RecoverSettings settings = options.settings(given.flatMap(all -> all.maintenance().stopFile()));
    ClusterConfig config = given.map(all -> all.clusters().get(0)).orElseGet(etcd::cluster);
    Sleeper sleeper = Sleeper.system();
    ConsoleLines console =
        new ConsoleLines(out, out == System.out && Terminal.is(Terminal.STDOUT), sleeper);
    ServeLog serveLog = ServeLog.here(sleeper);
    Lines lines = settings.act() ? serveLog.copying(console, spec.name()) : console;
    CommandHere here = new CommandHere(variables, spec);
    RecoverReport report =
        new RecoverReport(
            lines,
            new NextRun(
                options.dryRun(),
                flags -> here.again("--dry-run", flags),
                here.of(config, file.file(spec))::line));
    AtomicBoolean stop = stopOnSignals(lines);
    Optional<Path> audit = options.auditFile(sleeper.instant());
    try (serveLog;
        EtcdConnector connector = new EtcdConnector();
        OpenCluster etcd = connector.cluster(config);
        FileTimer files = FileTimer.start(etcd::refreshFiles);
        MaintainedCluster cluster = new MaintainedCluster(etcd, sleeper)) {
      RecoverEnd end =
          new Recovery(
                  new RunContext(
                      cluster,
                      sleeper,
                      Disk.system(),
                      new Journal(
                          UUID.randomUUID().toString(), auditLog(audit, console), sleeper, report),
                      report,
                      stop::get),
                  settings,
                  new ScannedLiveData(etcd, sleeper))
              .run();
      report.ended(end);
      whoFilledIt(end, lines);
      audit
          .filter(file -> settings.act() && Files.exists(file))
          .ifPresent(file -> lines.line("Audit log: " + file.toAbsolutePath()));
      return end.succeeded() ? 0 : 1;
    }
  }

  /** From the snapshot; etcd takes writes already. */
  private static void whoFilledIt(RecoverEnd end, Lines lines) {
    Optional<Path> snapshot =
        end instanceof RecoverEnd.Recovered recovered ? recovered.snapshot() : Optional.empty();
    if (snapshot.isEmpty()) {
      return;
    }
    lines.line("");
    try {
      AnalyzeSettings settings = AnalyzeSettings.of(By.PREFIX, WhoFilledIt.ROWS);
      WhoFilledIt.lines(new Analyzer(settings, AnalyzeProgress.NONE).analyze(snapshot.get()))
          .forEach(lines::line);
    } catch (IOException e) {
      lines.line("note: the snapshot cannot be analyzed: " + e.getMessage());
    }
  }

  private AuditLog auditLog(Optional<Path> file, Lines lines) {
    if (file.isPresent()) {
      return new AuditFile(file.get(), AuditJson::line);
    }
    return entry -> {
      lines.line(AuditJson.line(entry));
      if (out.checkError()) {
        throw new IOException("standard output is closed");
      }
    };
  }

  /** The first signal ends the run after the present part, the second one at once. */
  private static AtomicBoolean stopOnSignals(Lines lines) {
    AtomicBoolean stop = new AtomicBoolean();
    Thread main = Thread.currentThread();
    Runnable action =
        () -> {
          if (stop.getAndSet(true)) {
            main.interrupt();
          } else {
            lines.line(
                "stopping after the current step; interrupt again to exit at once (etcd finishes what"
                    + " it was asked for)");
          }
        };
    Signals.on("INT", action);
    Signals.on("TERM", action);
    return stop;
  }
}
