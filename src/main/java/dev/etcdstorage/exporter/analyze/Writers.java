package dev.etcdstorage.exporter.analyze;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who wrote the versions of some keys, without tombstones, which have no writer.
 *
 * @param managers by bytes, the most first
 * @param unnamed Kubernetes objects without a named writer
 * @param encrypted values that the API server encrypted, which hides the writer
 * @param others values that are not Kubernetes objects
 */
public record Writers(List<Manager> managers, Count unnamed, Count encrypted, Count others) {
  public static final Writers NONE = new Writers(List.of(), Count.NONE, Count.NONE, Count.NONE);

  public Writers {
    managers = List.copyOf(managers);
  }

  /**
   * A number of versions.
   *
   * @param bytes of their keys and values
   * @param liveBytes of those that are live; the others are history
   */
  public record Count(long versions, long bytes, long liveBytes) {
    public static final Count NONE = new Count(0, 0, 0);

    Count plus(long more, boolean live) {
      return new Count(versions + 1, bytes + more, liveBytes + (live ? more : 0));
    }

    public Count minus(Count other) {
      return new Count(versions - other.versions, bytes - other.bytes, liveBytes - other.liveBytes);
    }

    public Count plus(Count other) {
      return new Count(versions + other.versions, bytes + other.bytes, liveBytes + other.liveBytes);
    }
  }

  /**
   * One writer.
   *
   * @param name as it calls itself, such as {@code kubelet}
   * @param operation {@code Update} or {@code Apply}
   * @param first time of its kept versions; absent if none has a time
   */
  public record Manager(
      String name,
      String operation,
      Count count,
      Optional<Instant> first,
      Optional<Instant> last) {}
}
