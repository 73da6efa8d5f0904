package dev.etcdstorage.exporter.metrics;

import dev.etcdstorage.exporter.etcd.Alarm;
import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.sample.AlarmRaiser;
import dev.etcdstorage.exporter.sample.MemberSample;
import java.util.Locale;

/**
 * Both alarms of each member, always; who raised one, only while it is raised.
 *
 * <pre>
 * etcd_storage_alarm_active{alarm="corrupt",member="etcd-1"} 0.0
 * etcd_storage_alarm_active{alarm="nospace",member="etcd-1"} 1.0
 * etcd_storage_alarm_raised{alarm="nospace",member="etcd-2"} 1.0
 * </pre>
 */
final class AlarmGroup implements FamilyGroup {
  @Override
  public void collect(Observed observed, Page page) {
    for (Alarm alarm : Alarm.values()) {
      String label = alarm.name().toLowerCase(Locale.ROOT);
      for (MemberSample member : observed.sample().members()) {
        member
            .reached()
            .ifPresent(
                reached ->
                    page.add(
                        Family.ALARM_ACTIVE,
                        reached.status().lists(alarm) ? 1 : 0,
                        member.member(),
                        label));
      }
      for (AlarmRaiser raiser : AlarmRaiser.of(observed.sample(), alarm)) {
        page.add(Family.ALARM_RAISED, 1, raiser.label(), label);
      }
    }
  }
}
