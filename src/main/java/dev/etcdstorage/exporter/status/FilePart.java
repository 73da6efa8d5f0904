package dev.etcdstorage.exporter.status;

import dev.etcdstorage.exporter.storage.FileMakeup;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a member's file, as the bar shows it.
 *
 * @param style the class of its colour
 * @param mark what draws it where there are no colours
 */
record FilePart(String name, long bytes, String style, char mark) {

  /** From left to right; together they are the file. */
  static List<FilePart> of(FileMakeup makeup, long inUseBytes) {
    List<FilePart> parts = new ArrayList<>();
    if (makeup.liveBytes().isPresent() && makeup.historyBytes().isPresent()) {
      parts.add(new FilePart("live", makeup.liveBytes().getAsLong(), "live", '#'));
      parts.add(
          new FilePart("history (old versions)", makeup.historyBytes().getAsLong(), "old", '='));
    } else {
      parts.add(new FilePart("in use (live and history not told apart)", inUseBytes, "used", '%'));
    }
    parts.add(new FilePart("free pages", makeup.freeBytes(), "free", '.'));
    return parts;
  }
}
