package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.maintenance.DefragRecord;
import dev.etcdstorage.exporter.maintenance.RunListener;
import dev.etcdstorage.exporter.sample.MemberSample;
import java.time.Duration;

/** Writes each member's defragmentation to the audit log. */
final class JournalingListener implements RunListener {
  private final Journal journal;

  JournalingListener(Journal journal) {
    this.journal = journal;
  }

  @Override
  public void leaderMoves(MemberSample from, MemberSample to) {
    journal.member(Step.DEFRAG, from.member(), "done", "transfers leadership to " + to.member());
  }

  @Override
  public void begins(MemberSample member, Duration expected) {
    journal.member(Step.DEFRAG, member.member(), "begun", "");
  }

  @Override
  public void ended(MemberSample member, DefragRecord result) {
    if (result.succeeded()) {
      journal.defragmented(member.member(), result);
    } else {
      journal.member(Step.DEFRAG, member.member(), "failed", result.detail());
    }
  }
}
