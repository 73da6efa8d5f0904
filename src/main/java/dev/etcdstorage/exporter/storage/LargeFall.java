package dev.etcdstorage.exporter.storage;

import dev.etcdstorage.exporter.storage.Growth.Look;
import java.time.Duration;
import java.util.List;

/**
 * Where growth ends and earlier looks say nothing about the future: the file became smaller, or
 * much of what was in use was freed at once. The recording rules {@code
 * member:etcd_storage_growth_ended:short} and {@code :long} say the same.
 */
public final class LargeFall {
  /** Compared with two looks before, since a compaction takes its time. */
  private static final Duration AT_ONCE = Duration.ofMinutes(2);

  /** A fall this much later is another one. */
  private static final Duration ANOTHER = Duration.ofMinutes(3);

  private LargeFall() {}

  /**
   * The looks since the last such fall, beginning with the first one after it; all looks if there
   * was none, or none within the time.
   *
   * <p>Only a defragmentation (or another data directory) makes the file smaller, so any amount
   * counts. Of the pages in use a third must have been freed within two minutes, and not by a
   * regular compaction: that falls every time, and the windows span two cycles for it. It is
   * regular if a fall in the time before was at least half as deep.
   *
   * @param looks oldest first
   * @param cycles a time that contains two regular compactions
   */
  public static List<Look> since(List<Look> looks, Duration cycles) {
    int last = looks.size() - 1;
    for (int i = last; i > 0 && within(looks.get(i), looks.get(last), cycles); i--) {
      if (ends(looks, i, cycles)) {
        return looks.subList(i, looks.size());
      }
    }
    return looks;
  }

  /**
   * Whether one look is enough to see it, regular or not: the file is smaller, or a third of what
   * was in use no longer is.
   */
  public static boolean between(DbSpace before, DbSpace now) {
    return now.sizeBytes() < before.sizeBytes()
        || large(before.inUseBytes() - now.inUseBytes(), now);
  }

  /** A third of what was in use is half of what is left. */
  private static boolean large(long fallen, DbSpace now) {
    return 2 * fallen > now.inUseBytes();
  }

  private static boolean ends(List<Look> looks, int index, Duration cycles) {
    DbSpace before = looks.get(index - 1).space();
    DbSpace now = looks.get(index).space();
    if (now.sizeBytes() < before.sizeBytes()) {
      return true;
    }
    long fallen = fallen(looks, index);
    return now.inUseBytes() < before.inUseBytes()
        && large(fallen, now)
        && !tooth(looks, index, fallen, cycles);
  }

  /** By how many bytes less is in use than within the last two minutes, or at the look before. */
  private static long fallen(List<Look> looks, int index) {
    Look now = looks.get(index);
    long most = looks.get(index - 1).space().inUseBytes();
    for (int i = index - 2; i >= 0 && within(looks.get(i), now, AT_ONCE); i--) {
      most = Math.max(most, looks.get(i).space().inUseBytes());
    }
    return most - now.space().inUseBytes();
  }

  private static boolean tooth(List<Look> looks, int index, long fallen, Duration cycles) {
    Look now = looks.get(index);
    for (int i = index - 1; i > 0 && within(looks.get(i), now, cycles); i--) {
      if (!within(looks.get(i), now, ANOTHER) && 2 * fallen(looks, i) >= fallen) {
        return true;
      }
    }
    return false;
  }

  private static boolean within(Look look, Look now, Duration time) {
    return !look.at().isBefore(now.at().minus(time));
  }
}
