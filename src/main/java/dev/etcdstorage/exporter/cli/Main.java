package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.check.Pause;
import dev.etcdstorage.exporter.config.ConfigException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
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
  private Main() {}

  public static void main(String[] args) {
    System.exit(run(args, System.getenv(), System.out, System.err));
  }

  static int run(String[] args, Map<String, String> env, PrintStream out, PrintStream err) {
    return commandLine(new Environment(env), out, err).execute(args);
  }

  static CommandLine commandLine(Environment env, PrintStream out, PrintStream err) {
    return commandLine(
        env, out, err, InstantSource.system(), pause -> Thread.sleep(pause.toMillis()));
  }

  /**
   * The same where a test says what time it is.
   *
   * @param pause waits
   */
  static CommandLine commandLine(
      Environment env, PrintStream out, PrintStream err, InstantSource clock, Pause pause) {
    CommandLine line = new CommandLine(new RootCommand());
    line.addSubcommand(new ServeCommand(env, out, err));
    line.addSubcommand(new CheckCommand(env, out, err, clock, pause));
    line.addSubcommand(new DefragCommand(env, out, err, Terminal.system(out)));
    line.addSubcommand(new RecoverCommand(env, out, err));
    line.addSubcommand(new HealthCommand(err));
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
    return new CommandLine.RunLast().execute(parsed);
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
    err.println("error: this is a fault of the exporter, please report it: " + e);
    e.printStackTrace(err);
    return command.exitCodeOnExecutionException();
  }

  private static String oneLine(@Nullable String message) {
    return String.valueOf(message).replaceAll("\\s*\\R\\s*", " ");
  }
}
