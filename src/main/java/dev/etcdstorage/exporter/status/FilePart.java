package dev.etcdstorage.exporter.status;

import dev.etcdstorage.exporter.storage.DbSpace;
import dev.etcdstorage.exporter.storage.FileMakeup;
import dev.etcdstorage.exporter.storage.HistorySize;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a member's file, as the bar shows it.
 *
 * @param style the class of its colour
 * @param mark its character where there are no colours
 */
record FilePart(String name, long bytes, String style, char mark) {

  /**
   * From left to right; together they are the file.
   *
   * @param live the name for live data
   */
  static List<FilePart> of(String live, FileMakeup makeup, DbSpace space) {
    List<FilePart> parts = new ArrayList<>();
    if (makeup.liveBytes().isPresent() && makeup.historyBytes().isPresent()) {
      parts.add(new FilePart(live, makeup.liveBytes().getAsLong(), "live", '#'));
      parts.add(new FilePart(history(makeup), makeup.historyBytes().getAsLong(), "old", '='));
      makeup
          .slackBytes()
          .ifPresent(bytes -> parts.add(new FilePart(slack(makeup), bytes, "used", '%')));
    } else {
      parts.add(
          new FilePart(
              "in use (live and history not told apart)", space.inUseBytes(), "used", '%'));
    }
    parts.add(new FilePart("free pages", makeup.freeBytes(), "free", '.'));
    return parts;
  }

  /** Includes how well it is known. */
  private static String history(FileMakeup makeup) {
    return switch (makeup.historyBy().orElse(HistorySize.By.PAGES)) {
      case WATCH -> "history (old versions)";
      case REVISIONS -> "history (old versions, by the revisions kept)";
      case PAGES -> "history (old versions, at most)";
    };
  }

  private static String slack(FileMakeup makeup) {
    return makeup.settling()
        ? "slack (half-empty pages, or free with the next writes)"
        : "slack (half-empty pages)";
  }
}
