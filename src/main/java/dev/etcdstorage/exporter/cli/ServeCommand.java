package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.config.ExporterConfig;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The daemon: answers Prometheus until it is told to stop. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    abbreviateSynopsis = true,
    description =
        "Serve metrics about the storage of etcd. Reads only, unless maintenance is enabled.")
final class ServeCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  private final Environment env;
  private final PrintStream out;
  private final PrintStream err;

  @ArgGroup(exclusive = false, validate = false)
  private final ServeOptions options = new ServeOptions();

  @ArgGroup(exclusive = false, validate = false, heading = "%nLog:%n", order = 6)
  private final LogOptions log = new LogOptions();

  ServeCommand(Environment env, PrintStream out, PrintStream err) {
    this.env = env;
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws InterruptedException {
    log.apply(err);
    GivenFlags given = GivenFlags.of(spec.commandLine().getParseResult());
    ExporterConfig config = options.load(env, given);
    if (options.checkOnly()) {
      Daemon.check(config);
      out.println("configuration is fine");
      return 0;
    }
    CountDownLatch stop = new CountDownLatch(1);
    try (Daemon daemon = Daemon.start(config, () -> options.load(env, given), Version.current())) {
      Signals.on("HUP", daemon::reload);
      Signals.on("TERM", stop::countDown);
      Signals.on("INT", stop::countDown);
      stop.await();
      StopLimit.begin();
    }
    return 0;
  }
}
