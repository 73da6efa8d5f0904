package dev.etcdstorage.exporter.testkit;

/** An alarm as {@code Status.errors} words it, which depends on etcd's protobuf library. */
public final class AlarmText {
  private AlarmText() {}

  /** Up to 3.6: one space between the fields, one at the end. */
  public static String classic(long memberId, String alarm) {
    return "memberID:" + Long.toUnsignedString(memberId) + " alarm:" + alarm + " ";
  }

  /** From the newer library: two spaces at its whim, none at the end. */
  public static String newer(long memberId, String alarm) {
    return "memberID:" + Long.toUnsignedString(memberId) + "  alarm:" + alarm;
  }
}
