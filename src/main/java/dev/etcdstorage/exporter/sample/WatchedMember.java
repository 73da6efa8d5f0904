package dev.etcdstorage.exporter.sample;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.storage.DbSpace;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A member that is being watched, with what is remembered of it: what went wrong, how it grew. */
final class WatchedMember {
  private final Endpoint endpoint;
  private final MemberSampler sampler;
  private final EnumMap<Reason, Long> errors = new EnumMap<>(Reason.class);
  private History history = History.NONE;
  private long seenCluster;
  private long seenMember;

  WatchedMember(Endpoint endpoint, MemberSampler sampler) {
    this.endpoint = endpoint;
    this.sampler = sampler;
    for (Reason reason : Reason.values()) {
      errors.put(reason, 0L); // a counter must be there before its first increase
    }
  }

  Endpoint endpoint() {
    return endpoint;
  }

  MemberSampler sampler() {
    return sampler;
  }

  synchronized void count(List<Failure> failures) {
    failures.forEach(failure -> errors.merge(failure.reason(), 1L, Long::sum));
  }

  synchronized Map<Reason, Long> errors() {
    return Map.copyOf(errors);
  }

  /** Keeps how large the file is now; another member at this endpoint has another file. */
  synchronized void look(MemberStatus status, Instant now) {
    if (status.clusterId() != seenCluster || status.memberId() != seenMember) {
      history = History.NONE;
      seenCluster = status.clusterId();
      seenMember = status.memberId();
    }
    history = history.with(now, new DbSpace(status.dbSizeBytes(), status.dbInUseBytes()));
  }

  synchronized History history() {
    return history;
  }

  /** The cluster's store was replaced: how the old one grew says nothing of the new one. */
  synchronized void forgetHistory() {
    history = History.NONE;
  }
}
