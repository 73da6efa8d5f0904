package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.config.SettingException;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What is wrong with flags and variables, in one line that names the one that was used. Never
 * repeats a value that was not understood: it may be a password.
 */
record UsageErrors(FlagVariables variables) {
  /** For a value that picocli could not read. */
  String of(ParameterException e) {
    ArgSpec flag = e.getArgSpec();
    if (flag != null && e.getCause() instanceof IllegalArgumentException cause) {
      return origin(flag, !flag.originalStringValues().isEmpty()) + ": " + cause.getMessage();
    }
    CommandSpec command = e.getCommandLine().getCommandSpec();
    return complaint(e) + "; see " + command.qualifiedName() + " --help";
  }

  /**
   * For a setting that its record refuses. A flag's field has the name of the component that it
   * fills.
   */
  String of(SettingException e, CommandSpec command) {
    List<OptionSpec> given = command.commandLine().getParseResult().matchedOptions();
    Optional<OptionSpec> flag =
        command.options().stream()
            .filter(
                option ->
                    option.userObject() instanceof Field field
                        && field.getName().equals(e.setting()))
            .findFirst();
    return flag.map(option -> origin(option, given.contains(option))).orElse(e.setting())
        + ": "
        + e.getMessage();
  }

  private String origin(ArgSpec flag, boolean given) {
    String name = ((OptionSpec) flag).longestName();
    return given ? name : variables.nameFor(flag).orElse(name);
  }

  private static String complaint(ParameterException e) {
    if (e instanceof OverwrittenOptionException twice) {
      return ((OptionSpec) twice.getOverwritten()).longestName() + " is given twice";
    }
    return e instanceof UnmatchedArgumentException unmatched
        ? complaint(unmatched)
        : String.valueOf(e.getMessage());
  }

  private static String complaint(UnmatchedArgumentException e) {
    List<String> words = e.getUnmatched();
    boolean root = e.getCommandLine().getParent() == null;
    for (String word : words) {
      if (word.startsWith("-")) {
        String flag = word.replaceFirst("=.*", "");
        return root
            ? flag + ": a command comes first, such as serve " + flag
            : "unknown flag " + flag + suggestion(e);
      }
    }
    return root
        ? "unknown command " + words.get(0) + suggestion(e)
        : "unexpected argument \"" + words.get(0) + "\"";
  }

  private static String suggestion(UnmatchedArgumentException e) {
    List<String> suggestions = e.getSuggestions();
    return suggestions.isEmpty() ? "" : "; did you mean " + suggestions.get(0) + "?";
  }
}
