package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.analyze.By;
import dev.etcdstorage.exporter.cli.AnalyzeOptions.AnalyzeOutput;
import dev.etcdstorage.exporter.config.Choice;
import dev.etcdstorage.exporter.config.JvmFamilies;
import dev.etcdstorage.exporter.config.ListenAddress;
import dev.etcdstorage.exporter.config.PrefixSettings.Layout;
import dev.etcdstorage.exporter.config.Shard;
import dev.etcdstorage.exporter.config.TimeWindow;
import dev.etcdstorage.exporter.config.Units;
import dev.etcdstorage.exporter.config.When;
import dev.etcdstorage.exporter.config.WholeNumber;
import dev.etcdstorage.exporter.log.LogFormat;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.event.Level;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;

/** Converts the text of a flag to the type of its field. */
final class FlagTypes {
  private FlagTypes() {}

  /** The values of {@code --keyspace}. */
  enum Switch {
    ON,
    OFF
  }

  /** A boolean that is written out; a field of type boolean would take picocli's own spellings. */
  enum Truth {
    TRUE,
    FALSE;

    static Truth of(boolean value) {
      return value ? TRUE : FALSE;
    }
  }

  /** The form of a report. */
  enum Output {
    TEXT,
    JSON
  }

  /** For fields of type long that are sizes and not counts. */
  static final class Bytes implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return Units.bytes(text);
    }
  }

  /** For all commands that the line has so far. */
  static void register(CommandLine line) {
    line.registerConverter(Duration.class, Units::duration)
        .registerConverter(double.class, Units::ratio)
        .registerConverter(int.class, WholeNumber::parseInt)
        .registerConverter(long.class, WholeNumber::parse)
        .registerConverter(Path.class, FlagTypes::file)
        .registerConverter(ListenAddress.class, ListenAddress::parse)
        .registerConverter(Shard.class, Shard::parse)
        .registerConverter(TimeWindow.class, TimeWindow::parse)
        .registerConverter(JvmFamilies.class, JvmFamilies::parse)
        .registerConverter(When.class, When::parse)
        .registerConverter(Layout.class, Layout::parse)
        .registerConverter(Switch.class, text -> Choice.of(text, Switch.values()))
        .registerConverter(Truth.class, text -> Choice.of(text, Truth.values()))
        .registerConverter(Output.class, text -> Choice.of(text, Output.values()))
        .registerConverter(AnalyzeOutput.class, text -> Choice.of(text, AnalyzeOutput.values()))
        .registerConverter(By.class, text -> Choice.of(text, By.values()))
        .registerConverter(Level.class, FlagTypes::level)
        .registerConverter(LogFormat.class, text -> Choice.of(text, LogFormat.values()));
  }

  /** An empty name comes from a script whose own variable is not set. */
  private static Path file(String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("is empty; give a file name or leave it out");
    }
    return Path.of(name);
  }

  /** Nothing is logged at trace. */
  private static Level level(String text) {
    return Choice.of(text, Level.DEBUG, Level.INFO, Level.WARN, Level.ERROR);
  }
}
