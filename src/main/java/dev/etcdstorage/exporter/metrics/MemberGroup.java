package dev.etcdstorage.exporter.metrics;

import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Reached;

/**
 * Who the member is.
 *
 * <pre>
 * etcd_storage_member_info{address="10.0.1.10:2379",member="etcd-1",member_id="8e9e05c52164694d",version="3.5.30"} 1
 * etcd_storage_is_leader{member="etcd-1"} 1.0
 * etcd_storage_has_leader{member="etcd-1"} 1.0
 * </pre>
 */
final class MemberGroup implements ReachedGroup {
  @Override
  public void collect(Observed observed, MemberSample member, Reached reached, Page page) {
    MemberStatus status = reached.status();
    page.add(
        Family.MEMBER_INFO,
        1,
        member.member(),
        Long.toHexString(status.memberId()),
        member.endpoint().address(),
        status.version());
    page.add(Family.IS_LEADER, status.leader() ? 1 : 0, member.member());
    page.add(Family.IS_LEARNER, status.learner() ? 1 : 0, member.member());
    page.add(Family.HAS_LEADER, status.leaderId() != 0 ? 1 : 0, member.member());
  }
}
