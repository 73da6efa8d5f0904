package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.cli.FlagTypes.Bytes;
import dev.etcdstorage.exporter.config.Choice;
import dev.etcdstorage.exporter.config.Units;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The help of a command: its flags in sections, one for each class of flags, with readable
 * defaults.
 */
final class FlagHelp extends Help {
  /** Flags under a heading; without one they are the command's own. */
  record Section(String heading, List<OptionSpec> options) {}

  FlagHelp(CommandSpec command, ColorScheme colors) {
    super(command.defaultValueProvider(FlagHelp::shownDefault), colors);
  }

  /** In the order of the command's fields; flags without a heading come first. */
  static List<Section> sections(CommandSpec command) {
    List<OptionSpec> own = new ArrayList<>(command.options());
    List<Section> sections = new ArrayList<>();
    for (CommandSpec mixin : command.mixins().values()) {
      String heading = mixin.usageMessage().optionListHeading();
      if (heading != null && !heading.isEmpty()) {
        sections.add(new Section(heading, shown(mixin.options())));
        own.removeAll(mixin.options());
      }
    }
    sections.add(0, new Section("", shown(own)));
    return sections;
  }

  private static List<OptionSpec> shown(List<OptionSpec> options) {
    return options.stream().filter(option -> !option.hidden()).toList();
  }

  /** Replaces {@code ${DEFAULT-VALUE}}; null leaves that to picocli. */
  static @Nullable String shownDefault(ArgSpec flag) {
    Object value = flag.initialValue();
    if (value instanceof Long bytes
        && flag.converters().length > 0
        && flag.converters()[0] instanceof Bytes) {
      return Units.text(bytes);
    }
    return value == null ? null : shown(value);
  }

  private static String shown(Object value) {
    if (value instanceof Duration duration) {
      return Units.text(duration);
    }
    if (value instanceof Enum<?> word) {
      return Choice.word(word);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(FlagHelp::shown).collect(Collectors.joining(", "));
    }
    return value.toString();
  }

  @Override
  public String optionListHeading(Object... params) {
    return "";
  }

  @Override
  public String optionList() {
    StringBuilder list = new StringBuilder();
    for (Section section : sections(commandSpec())) {
      if (!section.heading().isEmpty()) {
        list.append(System.lineSeparator())
            .append(section.heading())
            .append(':')
            .append(System.lineSeparator());
      }
      list.append(optionListExcludingGroups(section.options()));
    }
    return list.toString();
  }
}
