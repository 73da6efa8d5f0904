package dev.etcdstorage.exporter.status;

import dev.etcdstorage.exporter.storage.DbSpace;
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
  static List<FilePart> of(FileMakeup makeup, DbSpace space) {
    List<FilePart> parts = new ArrayList<>();
    if (makeup.liveBytes().isPresent() && makeup.historyBytes().isPresent()) {
      parts.add(new FilePart("live", makeup.liveBytes().getAsLong(), "live", '#'));
      parts.add(
          new FilePart("history (old versions)", makeup.historyBytes().getAsLong(), "old", '='));
      long rest = makeup.reclaimableBytes(space) - makeup.freeBytes();
      if (rest > 0) {
        parts.add(new FilePart("half-empty or not yet free pages", rest, "used", '%'));
      }
    } else {
      parts.add(
          new FilePart(
              "in use (live and history not told apart)", space.inUseBytes(), "used", '%'));
    }
    parts.add(new FilePart("free pages", makeup.freeBytes(), "free", '.'));
    return parts;
  }
}
