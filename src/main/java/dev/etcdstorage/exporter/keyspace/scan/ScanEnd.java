package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.keyspace.work.StopReason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** How one scan ended. */
sealed interface ScanEnd {
  String PAUSED = "paused";
  String RESTORED = "restored";
  String TOO_LARGE = "too_large";
  String INTERNAL = "internal";

  /** A function for each end. */
  record Cases<T>(
      Function<Finished, T> finished,
      Function<Failed, T> failed,
      Function<Harmed, T> harmed,
      Function<Restored, T> restored) {}

  <T> T match(Cases<T> cases);

  /** It reached the end of the keys. */
  record Finished(ScanResult result, List<KnownRange> ranges) implements ScanEnd {
    @Override
    public <T> T match(Cases<T> cases) {
      return cases.finished().apply(this);
    }
  }

  /**
   * It was given up.
   *
   * @param reason a value of the label {@code reason}
   */
  record Failed(String reason, String detail) implements ScanEnd {
    @Override
    public <T> T match(Cases<T> cases) {
      return cases.failed().apply(this);
    }
  }

  /** It did harm, and no scan may run for a while. */
  record Harmed(StopReason reason, String detail) implements ScanEnd {
    @Override
    public <T> T match(Cases<T> cases) {
      return cases.harmed().apply(this);
    }
  }

  /** Another store answers than the one that it began on. */
  record Restored() implements ScanEnd {
    @Override
    public <T> T match(Cases<T> cases) {
      return cases.restored().apply(this);
    }
  }

  static List<String> reasons() {
    List<String> reasons = new ArrayList<>(List.of(PAUSED, RESTORED, TOO_LARGE, INTERNAL));
    for (Reason reason : Reason.values()) {
      reasons.add(reason.label());
    }
    return reasons;
  }

  /** For a failed call whose cause is not a member that is away for a while. */
  static ScanEnd of(Failure failure) {
    return failure.reason().refusesUser()
        ? new Harmed(StopReason.REFUSED, failure.detail())
        : new Failed(failure.reason().label(), failure.detail());
  }
}
