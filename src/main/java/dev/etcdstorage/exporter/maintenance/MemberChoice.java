package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.sample.MemberSample;

/**
 * The decision about one member.
 *
 * @param why one line with the numbers
 */
public record MemberChoice(MemberSample member, Choice choice, String why) {
  public enum Choice {
    /** It is worth a defragmentation. */
    DUE,
    /** It is not worth one. */
    LEAVE,
    /** Its file is not known. */
    UNKNOWN
  }

  static MemberChoice due(MemberSample member, String why) {
    return new MemberChoice(member, Choice.DUE, why);
  }

  static MemberChoice leave(MemberSample member, String why) {
    return new MemberChoice(member, Choice.LEAVE, why);
  }

  static MemberChoice unknown(MemberSample member, String why) {
    return new MemberChoice(member, Choice.UNKNOWN, why);
  }
}
