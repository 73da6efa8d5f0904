package dev.etcdstorage.exporter.sample;

import dev.etcdstorage.exporter.etcd.Deadline;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * A sample under way, shared by every scrape that comes meanwhile. A scrape with less time than the
 * one that began it takes what is there when its time is up.
 */
final class Sampling {
  private final Map<WatchedMember, CompletableFuture<Reading>> readings;
  private final Function<Map<WatchedMember, Reading>, ClusterSample> assemble;
  private final CompletableFuture<ClusterSample> whole;

  Sampling(
      Map<WatchedMember, CompletableFuture<Reading>> readings,
      Function<Map<WatchedMember, Reading>, ClusterSample> assemble,
      CompletableFuture<ClusterSample> whole) {
    this.readings = readings;
    this.assemble = assemble;
    this.whole = whole;
  }

  boolean done() {
    return whole.isDone();
  }

  /** Waits for all members, at most until the deadline. */
  ClusterSample await(Deadline deadline) {
    try {
      return whole.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return soFar();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return soFar();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a sample failed", e.getCause());
    }
  }

  private ClusterSample soFar() {
    Map<WatchedMember, Reading> now = new LinkedHashMap<>();
    readings.forEach((member, reading) -> now.put(member, reading.getNow(Reading.pending())));
    return assemble.apply(now);
  }
}
