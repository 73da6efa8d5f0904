package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.check.Pause;
import dev.etcdstorage.exporter.config.ConfigException;
import dev.etcdstorage.exporter.config.SettingException;
import dev.etcdstorage.exporter.log.LogSettings;
import dev.etcdstorage.exporter.text.Visible;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * The program. Exit codes: 0 fine, 1 cannot start or run, 2 wrong usage; a command that has others
 * says so in its annotation.
 */
public final class Main {
  /** How long the process waits at its end for its log to be read. */
  private static final Duration LOG_LIMIT = Duration.ofSeconds(1);

  /** Used by probes of an image; no command is needed for the answer. */
  private static final Set<String> VERSION = Set.of("-V", "--version");

  private Main() {}

  public static void main(String[] args) {
    System.exit(run(args, System.getenv(), System.out, System.err));
  }

  static int run(String[] args, Map<String, String> env, PrintStream out, PrintStream err) {
    Map<String, Supplier<Object>> commands =
        commands(env, out, err, InstantSource.system(), Main::sleep);
    if (args.length > 0 && (commands.containsKey(args[0]) || VERSION.contains(args[0]))) {
      // All of them take 1.5 MiB for as long as the process runs.
      commands.keySet().retainAll(Set.of(args[0]));
    }
    return commandLine(commands, env, out, err).execute(args);
  }

  static CommandLine commandLine(Map<String, String> env, PrintStream out, PrintStream err) {
    return commandLine(env, out, err, InstantSource.system(), Main::sleep);
  }

  /** For tests, with their own clock and sleeper. */
  static CommandLine commandLine(
      Map<String, String> env, PrintStream out, PrintStream err, InstantSource clock, Pause pause) {
    return commandLine(commands(env, out, err, clock, pause), env, out, err);
  }

  /** In the order of the help. */
  private static Map<String, Supplier<Object>> commands(
      Map<String, String> env, PrintStream out, PrintStream err, InstantSource clock, Pause pause) {
    FlagVariables variables = new FlagVariables(env);
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("serve", () -> new ServeCommand(out, err, variables));
    commands.put("check", () -> new CheckCommand(out, err, clock, pause, variables));
    commands.put("defrag", () -> new DefragCommand(out, err, Terminal.system(out), variables));
    commands.put("recover", () -> new RecoverCommand(out, err, variables));
    commands.put("analyze", () -> new AnalyzeCommand(out, err, clock));
    commands.put("health", () -> new HealthCommand(err));
    return commands;
  }

  private static void sleep(Duration pause) throws InterruptedException {
    Thread.sleep(pause.toMillis());
  }

  static CommandLine commandLine(
      Map<String, Supplier<Object>> commands,
      Map<String, String> env,
      PrintStream out,
      PrintStream err) {
    FlagVariables variables = new FlagVariables(env);
    UsageErrors errors = new UsageErrors(variables);
    CommandLine line = new CommandLine(new RootCommand());
    commands.forEach((name, command) -> line.addSubcommand(name, command.get()));
    addCommonAttributes(line.getCommandSpec());
    line.getSubcommands().values().forEach(each -> addCommonAttributes(each.getCommandSpec()));
    FlagTypes.register(line);
    line.setDefaultValueProvider(variables);
    line.setHelpFactory(FlagHelp::new);
    line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    line.setAbbreviatedOptionsAllowed(false);
    line.setUsageHelpAutoWidth(false);
    line.setExecutionStrategy(Main::execute);
    line.setParameterExceptionHandler(
        (e, args) -> wrongUsage(errors.of(e), e.getCommandLine().getCommandSpec(), err));
    line.setExecutionExceptionHandler(
        (e, command, parsed) -> failed(e, command.getCommandSpec(), errors, err));
    return line;
  }

  private static void addCommonAttributes(CommandSpec command) {
    command.mixinStandardHelpOptions(true).versionProvider(new Version());
    command.usageMessage().sortOptions(false).abbreviateSynopsis(true);
  }

  private static int execute(ParseResult parsed) {
    try {
      return new CommandLine.RunLast().execute(parsed);
    } finally {
      // A command's last output and an error come after its log lines.
      LogSettings.flush(LOG_LIMIT);
    }
  }

  private static int failed(Exception e, CommandSpec command, UsageErrors errors, PrintStream err) {
    if (e instanceof SettingException refused) {
      return wrongUsage(errors.of(refused, command), command, err);
    }
    if (e instanceof UsageException) {
      return wrongUsage(e.getMessage(), command, err);
    }
    if (e instanceof ConfigException) {
      err.println("error: " + oneLine(e.getMessage()));
      return command.exitCodeOnExecutionException();
    }
    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace));
    err.print(Visible.lines("error: internal error, please report it: " + trace));
    return command.exitCodeOnExecutionException();
  }

  private static int wrongUsage(@Nullable String what, CommandSpec command, PrintStream err) {
    err.println("error: " + oneLine(what));
    return command.exitCodeOnInvalidInput();
  }

  private static String oneLine(@Nullable String message) {
    return Visible.text(String.valueOf(message).replaceAll("\\s*\\R\\s*", " "));
  }
}
