package dev.etcdstorage.exporter.analyze;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The keys with the largest sums; of two equal ones, the one with the smaller fingerprint. A sum
 * only grows while keys pass, so a key that is among the largest at the end is so when its sum
 * grows for the last time: the final set is exact.
 */
final class TopKeys {
  /** A key that is among the largest. */
  record TopKey(long fingerprint, long sum) {
    private static final Comparator<TopKey> LEAST_FIRST =
        Comparator.comparingLong(TopKey::sum)
            .thenComparing(Comparator.comparingLong(TopKey::fingerprint).reversed());
  }

  private final int most;
  private final Map<Long, TopKey> held = new HashMap<>();

  /** The least of them, once the set is full. */
  private long leastSum;

  private long leastFingerprint = Long.MAX_VALUE;

  TopKeys(int most) {
    this.most = most;
  }

  void offer(long fingerprint, long sum) {
    if (sum > leastSum || (sum == leastSum && sum > 0 && fingerprint < leastFingerprint)) {
      hold(fingerprint, sum);
    }
  }

  private void hold(long fingerprint, long sum) {
    TopKey before = held.put(fingerprint, new TopKey(fingerprint, sum));
    if (held.size() > most) {
      held.remove(leastFingerprint);
    }
    if (held.size() == most && (before == null || before.fingerprint() == leastFingerprint)) {
      TopKey least = held.values().stream().min(TopKey.LEAST_FIRST).orElseThrow();
      leastSum = least.sum();
      leastFingerprint = least.fingerprint();
    }
  }

  Collection<TopKey> largest() {
    return List.copyOf(held.values());
  }
}
