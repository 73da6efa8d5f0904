package dev.etcdstorage.exporter.sample;

import dev.etcdstorage.exporter.storage.DbSpace;
import dev.etcdstorage.exporter.storage.Growth.Look;
import dev.etcdstorage.exporter.storage.LargeFall;
import dev.etcdstorage.exporter.storage.Pace;
import dev.etcdstorage.exporter.storage.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How large one member's file was in the last hours, one look a minute. Immutable; at most {@value
 * #MOST} looks of 12 bytes, 4.3 KB a member. The paces are worked out when a look is added, once a
 * minute, and not at a scrape.
 *
 * <p>Kept to the second and to the KiB, of which an int holds 2 TiB; pages of etcd's file are whole
 * KiB.
 */
public final class History {
  /** Looks kept, six hours of them. */
  public static final int MOST = 360;

  public static final History NONE = new History(new int[0], Map.of());

  private static final Duration KEPT = Duration.ofHours(6).plusMinutes(30);

  /**
   * A look sooner than this after the last one adds nothing, unless the file has become much
   * smaller.
   */
  private static final Duration SOONEST = Duration.ofSeconds(30);

  /** Long enough for two looks to fail; older paces say nothing about now. */
  private static final Duration FRESH = Duration.ofMinutes(3);

  private static final int FIELDS = 3;
  private static final int KIB = 1024;

  /** Of each look, oldest first: seconds since 1970 (unsigned), KiB of the file, KiB in use. */
  private final int[] looks;

  private final Map<Window, Pace> paces;

  private History(int[] looks, Map<Window, Pace> paces) {
    this.looks = looks;
    this.paces = paces;
  }

  /**
   * The same with one more look. Looks that are too old are dropped, and so are those in the
   * future, which are there when the clock was put back: their age cannot be known.
   */
  public History with(Instant at, DbSpace space) {
    int from = 0;
    int to = size();
    while (to > 0 && !instant(to - 1).isBefore(at)) {
      to--;
    }
    if (to == size() && to > 0 && at.isBefore(instant(to - 1).plus(SOONEST)) && !fallen(space)) {
      return this;
    }
    while (from < to && (to - from >= MOST || instant(from).isBefore(at.minus(KEPT)))) {
      from++;
    }
    int kept = (to - from) * FIELDS;
    int[] next =
        Arrays.copyOf(Arrays.copyOfRange(looks, from * FIELDS, to * FIELDS), kept + FIELDS);
    next[kept] = (int) at.getEpochSecond();
    next[kept + 1] = kib(space.sizeBytes());
    next[kept + 2] = kib(space.inUseBytes());
    return new History(next, paces(looks(next)));
  }

  /** Right after a recovery the pace from before it no longer counts. */
  private boolean fallen(DbSpace now) {
    return LargeFall.between(space(looks, size() - 1), now);
  }

  private static Map<Window, Pace> paces(List<Look> looks) {
    Map<Window, Pace> paces = new EnumMap<>(Window.class);
    for (Window window : Window.values()) {
      paces.put(window, window.pace(looks));
    }
    return paces;
  }

  /**
   * The same as seen now: no pace if the last look is too old, or the clock was put back. If the
   * file has become much smaller since, that counts at once and not only with the next look.
   *
   * @param space of the file now; empty where the member does not answer
   */
  History asOf(Instant now, Optional<DbSpace> space) {
    if (size() == 0) {
      return this;
    }
    if (Duration.between(instant(size() - 1), now).abs().compareTo(FRESH) > 0) {
      return new History(looks, Map.of());
    }
    return space.filter(this::fallen).map(fallen -> with(now, fallen)).orElse(this);
  }

  /** How fast the file fills; unknown while that cannot be told. */
  public Pace pace(Window window) {
    return paces.getOrDefault(window, Pace.UNKNOWN);
  }

  /** Oldest first. */
  public List<Look> looks() {
    return looks(looks);
  }

  int size() {
    return looks.length / FIELDS;
  }

  private Instant instant(int index) {
    return instant(looks, index);
  }

  private static List<Look> looks(int[] packed) {
    List<Look> list = new ArrayList<>(packed.length / FIELDS);
    for (int i = 0; i < packed.length / FIELDS; i++) {
      list.add(new Look(instant(packed, i), space(packed, i)));
    }
    return list;
  }

  private static DbSpace space(int[] packed, int index) {
    return new DbSpace(
        (long) packed[index * FIELDS + 1] * KIB, (long) packed[index * FIELDS + 2] * KIB);
  }

  private static Instant instant(int[] packed, int index) {
    return Instant.ofEpochSecond(Integer.toUnsignedLong(packed[index * FIELDS]));
  }

  private static int kib(long bytes) {
    return (int) Math.min(Integer.MAX_VALUE, bytes / KIB);
  }
}
