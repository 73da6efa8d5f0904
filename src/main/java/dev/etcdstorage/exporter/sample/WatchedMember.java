package dev.etcdstorage.exporter.sample;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.Reason;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A member that is being watched, with the count of what went wrong since then. */
final class WatchedMember {
  private final Endpoint endpoint;
  private final MemberSampler sampler;
  private final EnumMap<Reason, Long> errors = new EnumMap<>(Reason.class);

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
}
