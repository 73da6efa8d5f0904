package dev.etcdstorage.exporter.metrics;

import dev.etcdstorage.exporter.etcd.Alarm;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import java.util.Locale;

/**
 * Both alarms, always.
 *
 * <pre>
 * etcd_storage_alarm_active{alarm="corrupt",member="etcd-1"} 0.0
 * etcd_storage_alarm_active{alarm="nospace",member="etcd-1"} 1.0
 * </pre>
 */
final class AlarmGroup implements ReachedGroup {
  @Override
  public void collect(Observed observed, MemberSample member, Reached reached, Page page) {
    for (Alarm alarm : Alarm.values()) {
      page.add(
          Family.ALARM_ACTIVE,
          observed.cluster(),
          reached.status().lists(alarm) ? 1 : 0,
          member.member(),
          alarm.name().toLowerCase(Locale.ROOT));
    }
  }
}
