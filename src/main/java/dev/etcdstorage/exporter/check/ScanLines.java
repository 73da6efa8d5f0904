package dev.etcdstorage.exporter.check;

import dev.etcdstorage.exporter.keyspace.scan.ScanProgress;
import dev.etcdstorage.exporter.text.Amount;
import java.time.Duration;
import java.util.function.Consumer;

/** Says now and then how far a scan is. */
final class ScanLines {
  private static final Duration BETWEEN = Duration.ofSeconds(10);

  private final Consumer<String> lines;
  private Duration next = BETWEEN;

  ScanLines(Consumer<String> lines) {
    this.lines = lines;
  }

  void reached(ScanProgress far) {
    if (far.elapsed().compareTo(next) >= 0) {
      next = far.elapsed().plus(BETWEEN);
      lines.accept(
          "read %s of %s keys in %s"
              .formatted(
                  Amount.count(far.keys()),
                  Amount.count(far.ofKeys()),
                  Amount.duration(far.elapsed())));
    }
  }
}
