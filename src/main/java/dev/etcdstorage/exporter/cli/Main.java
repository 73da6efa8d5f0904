package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.config.ConfigException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The program. Exit codes: 0 fine, 1 cannot start or run, 2 wrong usage. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(run(args, System.getenv(), System.out, System.err));
  }

  static int run(String[] args, Map<String, String> env, PrintStream out, PrintStream err) {
    return commandLine(new Environment(env), out, err).execute(args);
  }

  static CommandLine commandLine(Environment env, PrintStream out, PrintStream err) {
    CommandLine line = new CommandLine(new RootCommand());
    line.addSubcommand(new ServeCommand(env, out, err));
    line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    line.setAbbreviatedOptionsAllowed(false);
    line.setUsageHelpAutoWidth(false);
    line.setParameterExceptionHandler((e, args) -> usage(e, err));
    line.setExecutionExceptionHandler((e, command, parsed) -> failed(e, err));
    return line;
  }

  private static int usage(ParameterException e, PrintStream err) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    err.println("error: " + oneLine(e.getMessage()) + "; see " + command + " --help");
    return 2;
  }

  private static int failed(Exception e, PrintStream err) {
    if (e instanceof UsageException) {
      err.println("error: " + oneLine(e.getMessage()));
      return 2;
    }
    if (e instanceof ConfigException) {
      err.println("error: " + oneLine(e.getMessage()));
      return 1;
    }
    err.println("error: this is a fault of the exporter, please report it: " + e);
    e.printStackTrace(err);
    return 1;
  }

  private static String oneLine(@org.jspecify.annotations.Nullable String message) {
    return String.valueOf(message).replaceAll("\\s*\\R\\s*", " ");
  }
}
