package dev.etcdstorage.exporter.report.analyze;

import dev.etcdstorage.exporter.analyze.AnalyzeProgress;
import dev.etcdstorage.exporter.report.Lines;
import dev.etcdstorage.exporter.text.Amount;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The progress of a long analysis: one line that changes a few times a second, and is removed at
 * the end.
 */
public final class AnalyzeLines implements AnalyzeProgress, AutoCloseable {
  private static final Duration BETWEEN = Duration.ofMillis(250);

  /** The clock is read once in so many calls. */
  private static final int CALLS = 256;

  private final Optional<Lines> lines;
  private final InstantSource clock;
  private Instant next;
  private int calls;
  private boolean shown;

  private AnalyzeLines(Optional<Lines> lines, InstantSource clock) {
    this.lines = lines;
    this.clock = clock;
    this.next = clock.instant().plus(BETWEEN);
  }

  public static AnalyzeLines on(Lines lines, InstantSource clock) {
    return new AnalyzeLines(Optional.of(lines), clock);
  }

  public static AnalyzeLines silent(InstantSource clock) {
    return new AnalyzeLines(Optional.empty(), clock);
  }

  public void snapshot(String member, long bytes, long left) {
    if (bytes > 0) {
      show(
          "taking a snapshot of %s: %s of %s"
              .formatted(member, Amount.bytes(bytes), Amount.bytes(bytes + left)));
    }
  }

  @Override
  public void pages(long done, long all) {
    seldom("pages", done, all, "");
  }

  @Override
  public void keys(long done, long all, int walk, int walks) {
    seldom("versions of keys", done, all, walks == 1 ? "" : ", walk " + walk + " of " + walks);
  }

  private void seldom(String what, long done, long all, String more) {
    if (++calls % CALLS != 0) {
      return;
    }
    Instant now = clock.instant();
    if (!now.isBefore(next)) {
      next = now.plus(BETWEEN);
      show("reading " + what + ": " + Amount.count(done) + " of " + Amount.count(all) + more);
    }
  }

  private void show(String text) {
    lines.ifPresent(on -> on.passing(text + " …"));
    shown = true;
  }

  /** Removes the line, so that the report does not begin after it. */
  @Override
  public void close() {
    if (shown) {
      shown = false;
      lines.ifPresent(on -> on.passing(""));
    }
  }
}
