package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.ExporterConfig;
import dev.etcdstorage.exporter.etcd.EtcdConnector;
import dev.etcdstorage.exporter.etcd.OpenCluster;
import dev.etcdstorage.exporter.files.FileTimer;
import dev.etcdstorage.exporter.maintenance.DefragLimits;
import dev.etcdstorage.exporter.maintenance.DefragPlan;
import dev.etcdstorage.exporter.maintenance.DefragRules;
import dev.etcdstorage.exporter.maintenance.GuardedDefrag;
import dev.etcdstorage.exporter.maintenance.GuardedDefrag.RunSettings;
import dev.etcdstorage.exporter.maintenance.MaintainedCluster;
import dev.etcdstorage.exporter.maintenance.StoppableSleeper;
import dev.etcdstorage.exporter.report.ConsoleLines;
import dev.etcdstorage.exporter.report.defrag.DefragReport;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.event.Level;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Defragments, once. Exit codes: 0 done or nothing due, 1 failed or refused, 2 usage. */
@Command(
    name = "defrag",
    description = {
      "Defragment the members that are worth it, one after the other, leader last.",
      "Shows the plan first, and asks. Exit codes: 0 done or nothing due, 1 failed or refused, 2"
          + " wrong usage."
    })
final class DefragCommand implements Callable<Integer> {
  private final PrintStream out;
  private final PrintStream err;
  private final Terminal terminal;
  private final FlagVariables variables;
  private final StoppableSleeper sleeper = new StoppableSleeper();
  private final StoppableSleeper farewell = new StoppableSleeper();

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Mixin private final EtcdOptions etcd = new EtcdOptions();
  @Mixin private final DefragOptions options = new DefragOptions();
  @Mixin private final TargetOption file = new TargetOption();
  @Mixin private final LogOptions log = new LogOptions(Level.WARN);

  DefragCommand(PrintStream out, PrintStream err, Terminal terminal, FlagVariables variables) {
    this.variables = variables;
    this.out = out;
    this.err = err;
    this.terminal = terminal;
  }

  @Override
  @SuppressWarnings("try") // the files are only followed until the end
  public Integer call() {
    log.apply(err);
    Optional<ExporterConfig> given = file.loadOne(spec, ConfigFileOption.flagsOf(spec, options));
    ClusterConfig config = given.map(all -> all.clusters().get(0)).orElseGet(etcd::cluster);
    boolean dryRun = options.dryRun();
    DefragRules rules = options.rules(spec, given);
    RunSettings settings =
        new RunSettings("defrag", options.lockTimeToLive(), DefragLimits.USUAL, farewell);
    ConsoleLines lines = new ConsoleLines(out, terminal.present(), InstantSource.system());
    DefragReport report = new DefragReport(lines);
    try (EtcdConnector connector = new EtcdConnector();
        OpenCluster etcd = connector.cluster(config);
        FileTimer files = FileTimer.start(etcd::refreshFiles);
        MaintainedCluster cluster = new MaintainedCluster(etcd, sleeper)) {
      GuardedDefrag defrag = new GuardedDefrag(cluster, rules, sleeper, settings);
      DefragPlan plan = defrag.plan();
      report.plan(plan);
      if (plan.nothingDue()) {
        report.say("Nothing is due.");
        return 0;
      }
      if (plan.refusal().isPresent()) {
        report.refused(plan.refusal().get());
        return 1;
      }
      if (dryRun || !(options.yes() || terminal.present())) {
        report.say(
            dryRun
                ? "Dry run: nothing was changed. To act:"
                : "Nothing was changed: there is no terminal to ask on. Add --yes to act:");
        report.say("  " + new CommandHere(variables, spec).again("--dry-run", "--yes"));
        return 0;
      }
      if (!options.yes() && !agreed(plan)) {
        report.say("Nothing was changed.");
        return 1;
      }
      try (ServeLog log = ServeLog.here(InstantSource.system())) {
        return run(defrag, new DefragReport(log.copying(lines, spec.name())));
      }
    }
  }

  private boolean agreed(DefragPlan plan) {
    int members = plan.due().size();
    String question =
        "Defragment " + members + (members == 1 ? " member" : " members") + "? [y/N] ";
    String answer = terminal.ask(question).strip();
    return answer.equalsIgnoreCase("y") || answer.equalsIgnoreCase("yes");
  }

  private int run(GuardedDefrag defrag, DefragReport report) {
    Signals.on("INT", this::stop);
    Signals.on("TERM", this::stop);
    try {
      return report.end(defrag.run(report));
    } catch (InterruptedException e) {
      report.say("Stopped before it was done.");
      return 1;
    }
  }

  private void stop() {
    if (sleeper.stopped()) {
      farewell.stop();
    }
    sleeper.stop();
  }
}
