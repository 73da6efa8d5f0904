package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.etcd.EtcdConnector;
import dev.etcdstorage.exporter.log.LogFormat;
import dev.etcdstorage.exporter.log.LogSettings;
import dev.etcdstorage.exporter.maintenance.DefragLimits;
import dev.etcdstorage.exporter.maintenance.DefragPlan;
import dev.etcdstorage.exporter.maintenance.GuardedDefrag;
import dev.etcdstorage.exporter.maintenance.GuardedDefrag.RunSettings;
import dev.etcdstorage.exporter.maintenance.MaintainedCluster;
import dev.etcdstorage.exporter.maintenance.StoppableWaiting;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.slf4j.event.Level;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;

/** Gives free pages back, once. Exit codes: 0 done or nothing due, 1 failed or refused, 2 usage. */
@Command(
    name = "defrag",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Defragment the members that are worth it, one after the other, leader last.",
      "Shows the plan first, and asks. Exit codes: 0 done or nothing due, 1 failed or refused, 2"
          + " wrong usage."
    })
final class DefragCommand implements Callable<Integer> {
  private final Environment env;
  private final PrintStream out;
  private final PrintStream err;
  private final Terminal terminal;
  private final StoppableWaiting waiting = new StoppableWaiting();
  private final StoppableWaiting farewell = new StoppableWaiting();

  @ArgGroup(exclusive = false, validate = false, heading = "%netcd:%n", order = 0)
  private EtcdOptions etcd = new EtcdOptions();

  @ArgGroup(exclusive = false, validate = false, heading = "%nDefragmentation:%n", order = 1)
  private DefragOptions options = new DefragOptions();

  DefragCommand(Environment env, PrintStream out, PrintStream err, Terminal terminal) {
    this.env = env;
    this.out = out;
    this.err = err;
    this.terminal = terminal;
  }

  @Override
  @SuppressWarnings("try") // the files are only followed until the end
  public Integer call() {
    LogSettings.set(Level.WARN, LogFormat.LOGFMT, err);
    etcd.refuseSecrets();
    ClusterConfig config = etcd.toConfig(env);
    boolean dryRun = options.dryRun();
    RunSettings settings =
        new RunSettings("defrag", options.lockTimeToLive(), DefragLimits.USUAL, farewell);
    DefragReport report =
        new DefragReport(new PersonLines(out, terminal.present(), InstantSource.system()));
    try (EtcdConnector connector = EtcdConnector.followingFiles();
        MaintainedCluster cluster = new MaintainedCluster(connector, config, waiting)) {
      GuardedDefrag defrag = new GuardedDefrag(cluster, options.rules(), waiting, settings);
      DefragPlan plan = defrag.plan();
      report.plan(plan);
      if (plan.nothingDue()) {
        report.say("Nothing is due.");
        return 0;
      }
      if (plan.refusal().isPresent()) {
        report.say("Refused, nothing was changed. " + plan.refusal().get());
        return 1;
      }
      if (dryRun || !(options.yes() || terminal.present())) {
        report.say(
            dryRun
                ? "Dry run: nothing was changed."
                : "Nothing was changed: there is no terminal to ask on. Add --yes to act.");
        return 0;
      }
      if (!options.yes() && !agreed(plan)) {
        report.say("Nothing was changed.");
        return 1;
      }
      return run(defrag, report);
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
    if (waiting.stopped()) {
      farewell.stop();
    }
    waiting.stop();
  }
}
