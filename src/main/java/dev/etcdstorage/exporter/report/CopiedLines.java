package dev.etcdstorage.exporter.report;

import java.util.function.Consumer;

/**
 * Lines for a person, with a copy of those that stay.
 *
 * @param copy takes them, without empty ones; returns at once
 */
public record CopiedLines(Lines lines, Consumer<String> copy) implements Lines {
  @Override
  public void line(String text) {
    lines.line(text);
    if (!text.isBlank()) {
      copy.accept(text);
    }
  }

  @Override
  public void passing(String text) {
    lines.passing(text);
  }
}
