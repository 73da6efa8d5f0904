package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.sample.MemberSample;
import java.time.Duration;
import java.util.Optional;

/** Keeps each member's run in etcd, and knows which member is at work. */
final class RecordingListener implements RunListener {
  private final AnyMember members;
  private final KeptRuns kept;
  private final GuardedListener listener;
  private Optional<MemberSample> atWork = Optional.empty();

  RecordingListener(AnyMember members, KeptRuns kept, GuardedListener listener) {
    this.members = members;
    this.kept = kept;
    this.listener = listener;
  }

  /** The member whose defragmentation has begun and not ended. */
  Optional<MemberSample> atWork() {
    return atWork;
  }

  @Override
  public void begins(MemberSample member, Duration expected) {
    atWork = Optional.of(member);
    members.avoid(Optional.of(member.endpoint()));
  }

  @Override
  public void ended(MemberSample member, DefragRecord result) {
    atWork = Optional.empty();
    members.avoid(Optional.empty());
    long id = member.status().map(MemberStatus::memberId).orElse(0L);
    kept.write(id, member.member(), result)
        .refusal()
        .ifPresent(why -> listener.notKept(member, why.detail()));
  }
}
