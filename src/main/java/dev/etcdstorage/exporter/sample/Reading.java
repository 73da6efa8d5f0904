package dev.etcdstorage.exporter.sample;

import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.ListedMember;
import dev.etcdstorage.exporter.etcd.Reason;
import java.util.List;
import java.util.Optional;

/**
 * One member's answers in one sample.
 *
 * @param memberList as that member knows it, where it was asked for and answered
 * @param failures every failed call, also those beside a successful status
 * @param restored whether the cluster is another one than before
 * @param several whether several members answer in turn at the endpoint; this is one of them
 */
record Reading(
    Outcome outcome,
    Optional<Boolean> defragmenting,
    Optional<List<ListedMember>> memberList,
    List<Failure> failures,
    boolean restored,
    boolean several) {

  static Reading broken(Throwable thrown) {
    Failure failure = new Failure(Reason.INVALID_ANSWER, "cannot be read: " + thrown);
    return new Reading(
        new Outcome.Failed(failure),
        Optional.empty(),
        Optional.empty(),
        List.of(failure),
        false,
        false);
  }

  /** The reading of a member that has not answered when time is up. */
  static Reading pending() {
    Failure failure = new Failure(Reason.TIMEOUT, "no answer within the scrape's time");
    return new Reading(
        new Outcome.Failed(failure), Optional.empty(), Optional.empty(), List.of(), false, false);
  }
}
