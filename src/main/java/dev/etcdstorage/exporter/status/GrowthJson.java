package dev.etcdstorage.exporter.status;

import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.storage.Growth.Look;
import dev.etcdstorage.exporter.storage.Pace;
import dev.etcdstorage.exporter.storage.Window;
import dev.etcdstorage.exporter.text.JsonText;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/** How a member's file has grown, in the status document. */
final class GrowthJson {
  private GrowthJson() {}

  static void write(JsonText json, MemberSample member) {
    json.list("growth", Arrays.asList(Window.values()), window -> window(json, member, window));
    List<Look> looks = member.history().looks();
    json.object(
        "history",
        inner ->
            inner
                .numbers("times", looks.stream().mapToLong(look -> look.at().getEpochSecond()))
                .numbers("sizeBytes", looks.stream().mapToLong(look -> look.space().sizeBytes()))
                .numbers(
                    "inUseBytes", looks.stream().mapToLong(look -> look.space().inUseBytes())));
  }

  private static void window(JsonText json, MemberSample member, Window window) {
    Pace pace = member.history().pace(window);
    json.field("window", window.label())
        .number("sizeBytesPerSecond", rounded(pace.size()))
        .number("inUseBytesPerSecond", rounded(pace.inUse()))
        .number(
            "secondsToFull",
            rounded(
                member
                    .outcome()
                    .reached()
                    .map(reached -> Observed.secondsToFull(member, reached, window))
                    .orElse(OptionalDouble.empty())));
  }

  /** To a tenth: more digits would not be more exact. */
  private static OptionalDouble rounded(OptionalDouble value) {
    return value.isPresent()
        ? OptionalDouble.of(Math.round(10 * value.getAsDouble()) / 10.0)
        : value;
  }
}
