package dev.etcdstorage.exporter.sample;

import dev.etcdstorage.exporter.etcd.Alarm;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A member that raised an alarm. Every member lists the alarms of its cluster, so a member that
 * lists one need not be the one whose file is full or whose data differs. Pure.
 *
 * @param memberId unsigned
 * @param name empty where it is not known, as for a member that was removed
 */
public record AlarmRaiser(long memberId, Optional<String> name) {

  /**
   * All raisers that the answering members report, by name.
   *
   * @return empty where no member lists the alarm, or none says who raised it
   */
  public static List<AlarmRaiser> of(ClusterSample sample, Alarm alarm) {
    return sample
        .reached()
        .flatMap(reached -> reached.status().alarms().stream())
        .filter(raised -> raised.alarm() == alarm && raised.memberId() != 0)
        .map(raised -> of(sample, raised.memberId()))
        .distinct()
        .sorted(Comparator.comparing(AlarmRaiser::label))
        .toList();
  }

  /**
   * The member with this id, by its name in this sample or, where it is not watched, in the list.
   */
  public static AlarmRaiser of(ClusterSample sample, long memberId) {
    return new AlarmRaiser(
        memberId,
        sample.members().stream()
            .filter(member -> isOf(member, memberId))
            .map(MemberSample::member)
            .findFirst()
            .or(() -> listed(sample, memberId)));
  }

  /** A member whose list entry has no name has its id there instead. */
  private static Optional<String> listed(ClusterSample sample, long memberId) {
    return sample.unwatched().stream()
        .filter(member -> member.id() == memberId)
        .map(UnwatchedMember::name)
        .filter(name -> !name.equals(Long.toHexString(memberId)))
        .findFirst();
  }

  private static boolean isOf(MemberSample member, long memberId) {
    return member.reached().filter(reached -> reached.status().memberId() == memberId).isPresent();
  }

  /** Its name, else its id in hexadecimal, as etcdctl shows it. */
  public String label() {
    return name.orElseGet(() -> Long.toHexString(memberId));
  }

  /** The same in a sentence. */
  public String words() {
    return name.orElseGet(() -> "member " + Long.toHexString(memberId));
  }
}
