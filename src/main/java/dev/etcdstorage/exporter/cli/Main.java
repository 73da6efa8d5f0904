package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.check.Pause;
import dev.etcdstorage.exporter.config.ConfigException;
import dev.etcdstorage.exporter.log.LogSettings;
import dev.etcdstorage.exporter.text.Visible;
import dev.etcdstorage.exporter.tls.TlsWarmUp;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The program. Exit codes: 0 fine, 1 cannot start or run, 2 wrong usage; a command that has others
 * says so in its annotation.
 */
public final class Main {
  /** How long the end waits for somebody to read the log. */
  private static final Duration LOG_LIMIT = Duration.ofSeconds(1);

  private Main() {}

  public static void main(String[] args) {
    if (Arrays.stream(args).anyMatch(word -> word.contains("https://"))) {
      TlsWarmUp.begin();
    }
    System.exit(run(args, System.getenv(), System.out, System.err));
  }

  static int run(String[] args, Map<String, String> env, PrintStream out, PrintStream err) {
    Map<String, Supplier<Object>> commands =
        commands(new Environment(env), out, err, InstantSource.system(), Main::sleep);
    if (args.length > 0 && commands.containsKey(args[0])) {
      // To make all of them takes a twentieth of the time until the first scrape.
      commands.keySet().retainAll(Set.of(args[0]));
    }
    return commandLine(commands, out, err).execute(args);
  }

  static CommandLine commandLine(Environment env, PrintStream out, PrintStream err) {
    return commandLine(env, out, err, InstantSource.system(), Main::sleep);
  }

  /**
   * The same where a test says what time it is.
   *
   * @param pause waits
   */
  static CommandLine commandLine(
      Environment env, PrintStream out, PrintStream err, InstantSource clock, Pause pause) {
    return commandLine(commands(env, out, err, clock, pause), out, err);
  }

  /** In the order of the help. */
  private static Map<String, Supplier<Object>> commands(
      Environment env, PrintStream out, PrintStream err, InstantSource clock, Pause pause) {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("serve", () -> new ServeCommand(env, out, err));
    commands.put("check", () -> new CheckCommand(env, out, err, clock, pause));
    commands.put("defrag", () -> new DefragCommand(env, out, err, Terminal.system(out)));
    commands.put("recover", () -> new RecoverCommand(env, out, err));
    commands.put("health", () -> new HealthCommand(err));
    return commands;
  }

  private static void sleep(Duration pause) throws InterruptedException {
    Thread.sleep(pause.toMillis());
  }

  private static CommandLine commandLine(
      Map<String, Supplier<Object>> commands, PrintStream out, PrintStream err) {
    CommandLine line = new CommandLine(new RootCommand());
    commands.forEach((name, command) -> line.addSubcommand(name, command.get()));
    line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    line.setAbbreviatedOptionsAllowed(false);
    line.setUsageHelpAutoWidth(false);
    line.setExecutionStrategy(Main::execute);
    line.setParameterExceptionHandler((e, args) -> usage(e, err));
    line.setExecutionExceptionHandler(
        (e, command, parsed) -> failed(e, command.getCommandSpec(), err));
    return line;
  }

  /**
   * A flag that stands twice makes picocli begin its group of flags anew, which would lose what was
   * said before, a file with users and certificates for instance.
   */
  private static int execute(ParseResult parsed) {
    for (ParseResult level = parsed; level != null; level = level.subcommand()) {
      for (OptionSpec option : level.commandSpec().options()) {
        if (!option.isMultiValue() && option.originalStringValues().size() > 1) {
          throw new ParameterException(
              level.commandSpec().commandLine(), option.longestName() + " stands twice; keep one");
        }
      }
    }
    try {
      return new CommandLine.RunLast().execute(parsed);
    } finally {
      // What a command prints last, and an error, come after what it logged.
      LogSettings.flush(LOG_LIMIT);
    }
  }

  private static int usage(ParameterException e, PrintStream err) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    err.println("error: " + oneLine(complaint(e)) + "; see " + command + " --help");
    return e.getCommandLine().getCommandSpec().exitCodeOnInvalidInput();
  }

  /** Of what was not understood only the flag's name is shown: its value may be a password. */
  private static @Nullable String complaint(ParameterException e) {
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return e.getMessage();
    }
    List<String> words = unmatched.getUnmatched();
    boolean command = e.getCommandLine().getParent() == null;
    for (String word : words) {
      if (word.startsWith("-")) {
        String flag = word.replaceFirst("=.*", "");
        return command
            ? flag + ": a command comes first, such as serve " + flag
            : "unknown flag " + flag + suggestion(unmatched);
      }
    }
    return command
        ? "unknown command " + words.get(0) + suggestion(unmatched)
        : "\"" + words.get(0) + "\" belongs to no flag; every value follows its flag";
  }

  private static String suggestion(UnmatchedArgumentException e) {
    List<String> suggestions = e.getSuggestions();
    return suggestions.isEmpty() ? "" : "; did you mean " + suggestions.get(0) + "?";
  }

  private static int failed(Exception e, CommandSpec command, PrintStream err) {
    if (e instanceof UsageException) {
      err.println("error: " + oneLine(e.getMessage()));
      return command.exitCodeOnInvalidInput();
    }
    if (e instanceof ConfigException) {
      err.println("error: " + oneLine(e.getMessage()));
      return command.exitCodeOnExecutionException();
    }
    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace));
    err.print(Visible.lines("error: this is a fault of the exporter, please report it: " + trace));
    return command.exitCodeOnExecutionException();
  }

  private static String oneLine(@Nullable String message) {
    return Visible.text(String.valueOf(message).replaceAll("\\s*\\R\\s*", " "));
  }
}
