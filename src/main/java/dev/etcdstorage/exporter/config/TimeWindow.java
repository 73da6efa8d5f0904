package dev.etcdstorage.exporter.config;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time of day, such as the nights.
 *
 * @param from the first minute of it
 * @param to the first minute after it; before {@code from} if it crosses midnight
 */
public record TimeWindow(LocalTime from, LocalTime to, ZoneId zone) {
  private static final Pattern TEXT =
      Pattern.compile("(\\d\\d:\\d\\d)-(\\d\\d:\\d\\d)(?:\\s+(\\S+))?");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");

  public TimeWindow {
    if (from.equals(to)) {
      throw new IllegalArgumentException(
          "a time window that begins and ends at the same minute; leave it out for always");
    }
  }

  /**
   * Reads {@code 02:00-05:00} or {@code 02:00-05:00 Europe/Berlin}; without a zone it is UTC,
   * whatever the host's zone is.
   */
  public static TimeWindow parse(String text) {
    Matcher parts = TEXT.matcher(text.strip());
    try {
      if (parts.matches()) {
        String zone = parts.group(3);
        return new TimeWindow(
            LocalTime.parse(parts.group(1)),
            LocalTime.parse(parts.group(2)),
            zone == null ? ZoneOffset.UTC : ZoneId.of(zone));
      }
    } catch (DateTimeException e) {
      // The same error.
    }
    throw new IllegalArgumentException(
        "\""
            + text
            + "\" is not a time window; write it as 02:00-05:00, which is UTC, or as"
            + " \"02:00-05:00 Europe/Berlin\"");
  }

  public boolean contains(Instant moment) {
    LocalTime time = moment.atZone(zone).toLocalTime();
    boolean begun = !time.isBefore(from);
    boolean before = time.isBefore(to);
    return from.isBefore(to) ? begun && before : begun || before;
  }

  @Override
  public String toString() {
    return TIME.format(from)
        + "-"
        + TIME.format(to)
        + " "
        + (zone.equals(ZoneOffset.UTC) ? "UTC" : zone);
  }
}
