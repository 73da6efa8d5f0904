package dev.etcdstorage.exporter.cli;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The variables that flags fall back to: etcdctl's, so that a shell set up for it works here too,
 * and one for the configuration file. A pod has them set, so a command beside its {@code serve}
 * needs no flags.
 */
record FlagVariables(Map<String, String> environment) implements IDefaultValueProvider {
  private static final Map<String, String> NAMES =
      Map.of(
          "--endpoints",
          "ETCDCTL_ENDPOINTS",
          "--cacert",
          "ETCDCTL_CACERT",
          "--cert",
          "ETCDCTL_CERT",
          "--key",
          "ETCDCTL_KEY",
          "--user",
          "ETCDCTL_USER",
          ConfigFileOption.FLAG,
          ConfigFileOption.VARIABLE);

  /** The variable that gives this flag's value if the flag is not given; blank counts as unset. */
  Optional<String> nameFor(ArgSpec arg) {
    return arg instanceof OptionSpec option
        ? Optional.ofNullable(NAMES.get(option.longestName()))
            .filter(name -> !environment.getOrDefault(name, "").isBlank())
        : Optional.empty();
  }

  @Override
  public @Nullable String defaultValue(ArgSpec arg) {
    // picocli would replace ${...} in it.
    return nameFor(arg).map(environment::get).map(text -> text.replace("${", "$${")).orElse(null);
  }
}
