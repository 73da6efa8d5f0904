package dev.etcdstorage.exporter.etcd;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Keys under {@value #ROOT}, the only ones that this program ever writes or deletes, or whose
 * values it reads. Names are relative to that root.
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

  /** The names that begin with this; confirmed by a majority. */
  CompletableFuture<Answer<List<String>>> names(String begin, Deadline deadline);

  CompletableFuture<Answer<Done>> put(String name, String value, Deadline deadline);

  /**
   * Creates the key in one transaction, unless it exists.
   *
   * @return empty if this call created it, else what was there
   */
  CompletableFuture<Answer<Optional<Entry>>> create(
      String name, String value, long lease, Deadline deadline);

  CompletableFuture<Answer<Done>> delete(String name, Deadline deadline);

  /** Returns the lease's id; etcd may grant longer than requested. */
  CompletableFuture<Answer<Long>> grantLease(Duration timeToLive, Deadline deadline);

  /** Renews it for the whole time to live; refused once the lease has ended. */
  CompletableFuture<Answer<Done>> renewLease(long lease, Deadline deadline);

  /** How long the lease lives unless it is renewed; zero if it has ended. */
  CompletableFuture<Answer<Duration>> leaseLeft(long lease, Deadline deadline);

  /** Ends the lease and deletes its keys. */
  CompletableFuture<Answer<Done>> revokeLease(long lease, Deadline deadline);
}
