package dev.etcdstorage.exporter.testkit.util;

import dev.etcdstorage.exporter.report.Lines;
import java.util.ArrayList;
import java.util.List;

/** Keeps the lines for a person; one that gives way to the next begins with {@code ~}. */
public final class RecordingLines implements Lines {
  private final List<String> lines = new ArrayList<>();

  public List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void line(String text) {
    lines.add(text);
  }

  @Override
  public void passing(String text) {
    lines.add("~ " + text);
  }
}
