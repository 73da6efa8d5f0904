package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.check.Examiner;
import dev.etcdstorage.exporter.check.JsonReport;
import dev.etcdstorage.exporter.check.Pause;
import dev.etcdstorage.exporter.check.Report;
import dev.etcdstorage.exporter.check.TextReport;
import dev.etcdstorage.exporter.config.ExporterConfig;
import dev.etcdstorage.exporter.etcd.EtcdConnector;
import dev.etcdstorage.exporter.text.Visible;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** One look at clusters, for a person or a monitoring system. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    abbreviateSynopsis = true,
    exitCodeOnInvalidInput = CheckCommand.UNKNOWN,
    exitCodeOnExecutionException = CheckCommand.UNKNOWN,
    description =
        "Look at etcd's storage once and say how full it is, what is wrong and what to do next."
            + " Ends with 0 (ok), 1 (warning), 2 (critical) or 3 (unknown, wrong usage). Reads"
            + " only; changes nothing.")
final class CheckCommand implements Callable<Integer> {
  static final int UNKNOWN = 3;

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  private final Environment env;
  private final PrintStream out;
  private final PrintStream err;
  private final InstantSource clock;
  private final Pause pause;

  @ArgGroup(exclusive = false, validate = false)
  private final CheckOptions options = new CheckOptions();

  @ArgGroup(exclusive = false, validate = false, heading = "%nLog:%n", order = 3)
  private final QuietLogOptions log = new QuietLogOptions();

  CheckCommand(
      Environment env, PrintStream out, PrintStream err, InstantSource clock, Pause pause) {
    this.env = env;
    this.out = out;
    this.err = err;
    this.clock = clock;
    this.pause = pause;
  }

  @Override
  public Integer call() throws InterruptedException {
    log.apply(err);
    CheckOptions.Plan plan = options.load(env, GivenFlags.of(spec.commandLine().getParseResult()));
    ExporterConfig config = plan.config();
    try (EtcdConnector connector = new EtcdConnector();
        Examiner examiner = new Examiner(config, connector, clock, pause, progress())) {
      Report report = Report.of(config, examiner, plan.interval(), plan.scan(), EtcdFlags::of);
      out.print(
          plan.json()
              ? JsonReport.of(Version.current(), clock.instant(), report)
              : TextReport.of(report));
      out.flush();
      return report.severity().exitCode();
    }
  }

  /** Only a person at a terminal wants to know why it takes a while; cron would send a mail. */
  private Consumer<String> progress() {
    return Terminal.is(Terminal.STDERR)
        ? line -> err.println(Visible.text(line) + " ...")
        : line -> {};
  }
}
