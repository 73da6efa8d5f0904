package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.keyspace.prefix.KnownResources;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where to split a store that was never scanned, so that no read counts all of its keys: at the
 * names of Kubernetes' resources, and each resource where the largest of those before it was split,
 * since they have the same namespaces. A store with another layout is counted whole, once.
 */
final class FirstRanges {
  private static final List<Key> RESOURCES =
      Stream.of("/registry/", "/kubernetes.io/", "/openshift.io/")
          .flatMap(root -> KnownResources.inKeys().map(name -> Key.of(root + name + "/")))
          .sorted()
          .toList();

  /** So that of a million keys no more are counted at once than delay a put by some 30 ms. */
  private static final int PIECES = 32;

  /** Fewer keys are counted quickly. */
  private static final long MANY = 10_000;

  private int next;
  private long most = MANY;
  private List<Key> cuts = List.of();

  /** Everything before the first resource. */
  static KnownRange first() {
    return KnownRange.unknown(Key.FIRST, Optional.of(RESOURCES.get(0)));
  }

  /**
   * The next resource in pieces, and what lies between it and the one after it; empty after the
   * last.
   *
   * @param walked what was read so far
   */
  List<KnownRange> next(List<KnownRange> walked) {
    if (next > 0) {
      learn(RESOURCES.get(next - 1), walked);
    }
    if (next == RESOURCES.size()) {
      return List.of();
    }
    Key resource = RESOURCES.get(next++);
    List<KnownRange> pieces = new ArrayList<>();
    Key from = resource;
    for (Key cut : cuts) {
      Key to = resource.plus(cut);
      pieces.add(KnownRange.unknown(from, Optional.of(to)));
      from = to;
    }
    pieces.add(
        KnownRange.unknown(
            from, next < RESOURCES.size() ? Optional.of(RESOURCES.get(next)) : Optional.empty()));
    return pieces;
  }

  private void learn(Key resource, List<KnownRange> walked) {
    List<KnownRange> its =
        walked.stream()
            .filter(range -> range.from().startsWith(resource))
            .filter(range -> range.from().length() > resource.length())
            .toList();
    long keys = its.stream().mapToLong(KnownRange::keys).sum();
    if (keys > most) {
      most = keys;
      cuts = new ArrayList<>();
      long passed = 0;
      for (KnownRange range : its) {
        if (passed >= (cuts.size() + 1) * keys / PIECES) {
          cuts.add(range.from().without(resource.length()));
        }
        passed += range.keys();
      }
    }
  }
}
