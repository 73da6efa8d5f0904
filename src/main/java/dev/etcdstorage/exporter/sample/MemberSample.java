package dev.etcdstorage.exporter.sample;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.storage.DbSpace;
import java.util.Map;
import java.util.Optional;

/**
 * One member at one scrape.
 *
 * @param member its name, or {@code host:port} while that is unknown
 * @param defragmenting empty where it cannot be told: the member hangs and its metrics page is out
 *     of reach
 * @param errors failed calls by reason since this exporter began to watch the member
 * @param history how large its file was in the last hours, also while it does not answer
 */
public record MemberSample(
    String member,
    Endpoint endpoint,
    Outcome outcome,
    Optional<Boolean> defragmenting,
    Map<Reason, Long> errors,
    History history) {
  /** Its answer; empty where there was none. */
  public Optional<Outcome.Reached> reached() {
    return outcome.reached();
  }

  /** Its Status; empty where it did not answer. */
  public Optional<MemberStatus> status() {
    return reached().map(Outcome.Reached::status);
  }

  /** Why it did not answer. */
  public Optional<Failure> failure() {
    return outcome.match(reached -> Optional.empty(), Optional::of);
  }

  /** Whether it answered and says that it is the leader. */
  public boolean leads() {
    return status().filter(MemberStatus::leader).isPresent();
  }

  /** Its file; empty where it did not answer. */
  public Optional<DbSpace> space() {
    return reached().map(Outcome.Reached::space);
  }

  /** Whether it answered and has a vote. */
  public boolean votes() {
    return status().filter(status -> !status.learner()).isPresent();
  }
}
