package dev.etcdstorage.exporter.testkit.data;

/** An alarm as {@code Status.errors} words it, which depends on etcd's protobuf library. */
public final class AlarmText {
  private AlarmText() {}

  /** Up to 3.6: one space between the fields, one at the end. */
  public static String classic(long memberId, String alarm) {
    return "memberID:" + Long.toUnsignedString(memberId) + " alarm:" + alarm + " ";
  }

  /** From 3.7 on: one or two spaces between the fields, as the build has it, none at the end. */
  public static String newer(long memberId, String alarm) {
    return "memberID:" + Long.toUnsignedString(memberId) + "  alarm:" + alarm;
  }
}
