package dev.etcdstorage.exporter.observe;

import dev.etcdstorage.exporter.keyspace.scan.Live;
import dev.etcdstorage.exporter.keyspace.watch.PrefixWrites;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.function.ToLongFunction;

/** The largest first; equal ones by name, so that two pages of the same values are the same. */
public final class LargestFirst {
  private LargestFirst() {}

  public static List<Entry<String, PrefixWrites>> byWrittenBytes(Map<String, PrefixWrites> writes) {
    return largest(writes, w -> w.putBytes() + w.deleteBytes());
  }

  /** Prefixes by what lives under them. */
  public static List<Entry<String, Live>> byLiveBytes(Map<String, Live> prefixes) {
    return largest(prefixes, Live::bytes);
  }

  private static <T> List<Entry<String, T>> largest(Map<String, T> map, ToLongFunction<T> size) {
    Comparator<Entry<String, T>> bySize =
        Comparator.comparingLong(entry -> -size.applyAsLong(entry.getValue()));
    return map.entrySet().stream().sorted(bySize.thenComparing(Entry.comparingByKey())).toList();
  }
}
