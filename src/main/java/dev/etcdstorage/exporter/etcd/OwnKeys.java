package dev.etcdstorage.exporter.etcd;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Keys under {@value #ROOT}, the only ones that this program ever writes, deletes or reads values
 * of. Names are what follows the root.
 */
public interface OwnKeys {
  String ROOT = "/etcd-storage-exporter/";

  /**
   * A key's value.
   *
   * @param lease 0 where it has none
   */
  record Entry(String value, long lease) {}

  /** Confirmed by a majority. */
  CompletableFuture<Answer<Optional<Entry>>> get(String name, Deadline deadline);

  /** The names that begin so; confirmed by a majority. */
  CompletableFuture<Answer<List<String>>> names(String begin, Deadline deadline);

  CompletableFuture<Answer<Done>> put(String name, String value, Deadline deadline);

  /**
   * Creates it, in one transaction, unless it is there.
   *
   * @return empty where this call created it, else what was there
   */
  CompletableFuture<Answer<Optional<Entry>>> create(
      String name, String value, long lease, Deadline deadline);

  CompletableFuture<Answer<Done>> delete(String name, Deadline deadline);

  /** Answers the lease's id; etcd may grant longer than was asked for. */
  CompletableFuture<Answer<Long>> grantLease(Duration timeToLive, Deadline deadline);

  /** Once more the whole time to live; refused once the lease has ended. */
  CompletableFuture<Answer<Done>> renewLease(long lease, Deadline deadline);

  /** How long the lease still lives unless it is renewed; zero where it has ended. */
  CompletableFuture<Answer<Duration>> leaseLeft(long lease, Deadline deadline);

  /** Ends it with its keys. */
  CompletableFuture<Answer<Done>> revokeLease(long lease, Deadline deadline);
}
