package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Tells who compacts. kube-apiserver puts {@code compact_rev_key} just before it compacts, every
 * five minutes; a compaction with no such put in the {@link #WITHIN} before it is somebody else's.
 * The watch may see the put after the compaction, by up to one look at the compacted revision: then
 * it counts as kube-apiserver's all the same.
 */
final class CompactorDetector {
  static final Key KEY = Key.of("compact_rev_key");
  static final Duration WITHIN = Duration.ofMinutes(10);

  private Compactor latest = Compactor.NONE_SEEN;
  private Optional<Instant> keyPut = Optional.empty();
  private OptionalLong compacted = OptionalLong.empty();

  void event(KeyEvent event, Instant now) {
    if (!event.delete() && event.key().equals(KEY)) {
      keyPut = Optional.of(now);
      latest = Compactor.KUBE_APISERVER;
    }
  }

  static boolean concerns(KeyEvent event) {
    return event.key().equals(KEY);
  }

  /** Takes the compacted revision, which is read now and then. */
  void compacted(long revision, Instant now) {
    boolean moved = compacted.isPresent() && revision > compacted.getAsLong();
    compacted = OptionalLong.of(revision);
    if (moved) {
      boolean byKubernetes = keyPut.map(put -> !now.isAfter(put.plus(WITHIN))).orElse(false);
      latest = byKubernetes ? Compactor.KUBE_APISERVER : Compactor.OTHER;
    }
  }

  /**
   * The watch is interrupted: a put may go unseen, so the next change of the revision proves
   * nothing.
   */
  void blind() {
    compacted = OptionalLong.empty();
  }

  Compactor latest() {
    return latest;
  }
}
