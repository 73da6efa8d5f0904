package dev.etcdstorage.exporter.status;

import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.storage.Pace;
import dev.etcdstorage.exporter.storage.Window;
import dev.etcdstorage.exporter.text.Amount;
import java.util.OptionalDouble;

/** When a member's file will be full, in words that do not promise what nobody knows. */
final class TimeToFull {
  private TimeToFull() {}

  static String words(MemberSample member, Reached reached) {
    if (reached.quota().isEmpty()) {
      return "cannot be told: the quota is unknown";
    }
    if (reached.quota().get().disabled()) {
      return "never: the quota is disabled";
    }
    if (reached.status().dbSizeBytes() >= reached.quota().get().bytes()) {
      return "now";
    }
    String soon = words(member, reached, Window.SHORT, "minutes");
    String later = words(member, reached, Window.LONG, "hours");
    return soon + "; " + later;
  }

  private static String words(MemberSample member, Reached reached, Window window, String unit) {
    OptionalDouble seconds = Observed.secondsToFull(member, reached, window);
    if (seconds.isPresent()) {
      return "in " + Amount.seconds(seconds.getAsDouble()) + " at the pace of the last " + unit;
    }
    Pace pace = member.history().pace(window);
    boolean known = pace.size().isPresent() && pace.inUse().isPresent();
    return known
        ? "not growing in the last " + unit
        : "pace of the last " + unit + " not known yet";
  }
}
