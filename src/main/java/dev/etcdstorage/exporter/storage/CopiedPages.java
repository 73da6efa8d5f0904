package dev.etcdstorage.exporter.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Pages of a file that bbolt writes from scratch: pages freed in a transaction can be used from the
 * next one on, the lowest run that is long enough first; if there is none, the file grows.
 *
 * <p>Source: bbolt {@code internal/freelist} (array.go, shared.go), {@code db.go} (init, allocate).
 */
final class CopiedPages {
  /** Of a new file: two meta pages, an empty freelist, an empty leaf. */
  private static final long FIRST_END = 4;

  private final TreeSet<Long> free = new TreeSet<>();
  private final List<Long> pending = new ArrayList<>();
  private long end = FIRST_END;

  /** A transaction begins. */
  void begin() {
    free.addAll(pending);
    pending.clear();
  }

  void free(long id, long pages) {
    for (long page = id; page < id + pages; page++) {
      pending.add(page);
    }
  }

  /** The first page of a run of this length. */
  long allocate(long pages) {
    long run = freeRun(pages);
    if (run > 0) {
      for (long page = run; page < run + pages; page++) {
        free.remove(page);
      }
      return run;
    }
    long id = end;
    end += pages;
    return id;
  }

  /** The first page of a free run of this length; 0 if there is none. */
  private long freeRun(long pages) {
    long first = 0;
    long previous = -1;
    for (long page : free) {
      if (page != previous + 1) {
        first = page;
      }
      if (page - first + 1 == pages) {
        return first;
      }
      previous = page;
    }
    return 0;
  }

  /** The number of pages in the file. */
  long end() {
    return end;
  }
}
