package dev.etcdstorage.exporter.analyze;

/**
 * The state of each key while its versions pass: 28 bytes a slot, at most 80 % of them filled. Keys
 * are identified by their fingerprint. 256 tables grow independently, so that each growth copies
 * little.
 *
 * <p>If there are more keys than room, {@link #full} says so: then half of them, or a quarter, are
 * handled in one pass over the file, and the others in further ones.
 */
final class KeyTable {
  private static final int TABLES = 256;
  private static final int TABLE_SHIFT = 56;
  private static final int SLOT_BYTES = 28;
  private static final int FIRST_SLOTS = 16;

  private static final int VERSION_SHIFT = 38;
  private static final long MOST_BYTES = (1L << VERSION_SHIFT) - 1;
  private static final long MOST_VERSIONS = (1L << (Long.SIZE - VERSION_SHIFT)) - 1;

  private static final class Table {
    private long[] keys = new long[FIRST_SLOTS];
    private long[] sums = new long[FIRST_SLOTS];
    private int[] live = new int[FIRST_SLOTS];
    private int[] stored = new int[FIRST_SLOTS];
    private int[] places = new int[FIRST_SLOTS];
    private int count;

    /** The slot of a key, or the empty one where it belongs. */
    int slot(long key) {
      // The middle bits, since the highest ones chose the table and the lowest ones the pass.
      int slot = (int) (((key >>> 16 & 0xffffffffL) * keys.length) >>> 32);
      while (keys[slot] != 0 && keys[slot] != key) {
        slot = slot + 1 == keys.length ? 0 : slot + 1;
      }
      return slot;
    }

    void grow() {
      Table larger = new Table();
      int slots = keys.length + Math.max(FIRST_SLOTS, keys.length / 4);
      larger.keys = new long[slots];
      larger.sums = new long[slots];
      larger.live = new int[slots];
      larger.stored = new int[slots];
      larger.places = new int[slots];
      for (int i = 0; i < keys.length; i++) {
        if (keys[i] != 0) {
          int slot = larger.slot(keys[i]);
          larger.keys[slot] = keys[i];
          larger.sums[slot] = sums[i];
          larger.live[slot] = live[i];
          larger.stored[slot] = stored[i];
          larger.places[slot] = places[i];
        }
      }
      keys = larger.keys;
      sums = larger.sums;
      live = larger.live;
      stored = larger.stored;
      places = larger.places;
    }
  }

  private final Table[] tables = new Table[TABLES];
  private final long mostSlots;
  private long slots = (long) TABLES * FIRST_SLOTS;
  private boolean full;
  private Table table;
  private int slot;

  /**
   * @param mostBytes of heap that it may take
   */
  KeyTable(long mostBytes) {
    for (int i = 0; i < TABLES; i++) {
      tables[i] = new Table();
    }
    table = tables[0];
    mostSlots = Math.max(slots, mostBytes / SLOT_BYTES);
  }

  /** Selects a key. */
  void enter(long fingerprint) {
    table = tables[(int) (fingerprint >>> TABLE_SHIFT)];
    slot = table.slot(fingerprint);
    if (table.keys[slot] == 0) {
      if (5L * (table.count + 1) > 4L * table.keys.length) {
        slots -= table.keys.length;
        table.grow();
        slots += table.keys.length;
        full = full || slots > mostSlots;
        slot = table.slot(fingerprint);
      }
      table.keys[slot] = fingerprint;
      table.count++;
    }
  }

  /** Counts a version of the selected key, as history if it is not live. */
  void add(boolean version, long historyBytes) {
    long sum = table.sums[slot];
    long versions = Math.min(MOST_VERSIONS, versions() + (version ? 1 : 0));
    long bytes = Math.min(MOST_BYTES, (sum & MOST_BYTES) + historyBytes);
    table.sums[slot] = versions << VERSION_SHIFT | bytes;
  }

  /** Its newest version so far; the one before it is no longer known. */
  void live(int bytes, int stored, int place) {
    table.live[slot] = bytes;
    table.stored[slot] = stored;
    table.places[slot] = place;
  }

  /** It was deleted. */
  void noLive() {
    table.live[slot] = 0;
  }

  /** Versions of the selected key in the file, without tombstones. */
  long versions() {
    return table.sums[slot] >>> VERSION_SHIFT;
  }

  long historyBytes() {
    return table.sums[slot] & MOST_BYTES;
  }

  /** Key and value of its newest version; 0 if the key was deleted. */
  int liveBytes() {
    return table.live[slot];
  }

  /** Its size in its page. */
  int liveStored() {
    return table.stored[slot];
  }

  /** Which element of the bucket it is. */
  int livePlace() {
    return table.places[slot];
  }

  /** Receives live keys. */
  interface LiveKey {
    void is(long fingerprint, int bytes);
  }

  void eachLive(LiveKey listener) {
    for (Table each : tables) {
      for (int i = 0; i < each.keys.length; i++) {
        if (each.live[i] != 0) {
          listener.is(each.keys[i], each.live[i]);
        }
      }
    }
  }

  /** Whether it has outgrown its room. */
  boolean full() {
    return full;
  }
}
