package dev.etcdstorage.exporter.etcd;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An alarm as one member reports it in {@code StatusResponse.errors}.
 *
 * @param memberId the member that raised it, 0 when the text names none; which ids are listed
 *     differs between versions, but writes are refused in any case
 */
public record RaisedAlarm(Alarm alarm, long memberId) {
  private static final Pattern ALARM = Pattern.compile("\\balarm\\s*:\\s*\"?(\\w+)");
  private static final Pattern MEMBER = Pattern.compile("\\bmemberID\\s*:\\s*\"?(\\d{1,20})");

  /**
   * Reads the alarms out of Status' errors. Their text is a protobuf printed for people, with one
   * or two spaces depending on the library, so white space does not count. Other errors, such as a
   * missing leader, are ignored.
   */
  static List<RaisedAlarm> parse(List<String> errors) {
    List<RaisedAlarm> alarms = new ArrayList<>();
    for (String error : errors) {
      Matcher alarm = ALARM.matcher(error);
      if (alarm.find()) {
        Matcher member = MEMBER.matcher(error);
        long id = member.find() ? new BigInteger(member.group(1)).longValue() : 0;
        named(alarm.group(1)).ifPresent(known -> alarms.add(new RaisedAlarm(known, id)));
      }
    }
    return alarms;
  }

  private static Optional<Alarm> named(String name) {
    for (Alarm alarm : Alarm.values()) {
      if (alarm.name().equals(name)) {
        return Optional.of(alarm);
      }
    }
    return Optional.empty();
  }
}
