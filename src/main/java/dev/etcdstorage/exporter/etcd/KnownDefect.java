package dev.etcdstorage.exporter.etcd;

import java.util.List;
import java.util.stream.Stream;

/** Defects of released versions that matter for the care of the storage. */
public enum KnownDefect {
  /** A member that is killed under load may come back with different data than the rest. */
  KILLED_UNDER_LOAD_CORRUPTS(
      "etcd#13766",
      "a member that is killed under load may come back with data that differs from the others'",
      "3.5.3"),

  /** Online defragmentation may corrupt the member. */
  DEFRAG_CORRUPTS(
      "etcd#14733", "a defragmentation while the member serves may corrupt it", "3.5.6"),

  /** Delete-only transactions, which kube-apiserver deletes with, are refused under NOSPACE. */
  NOSPACE_REFUSES_DELETES(
      "etcd 3.5.7's changelog",
      "under NOSPACE it refuses delete-only transactions, and so kube-apiserver's deletes",
      "3.5.7"),

  /** A member that catches up by snapshot while it defragments may be corrupted. */
  DEFRAG_WHILE_CATCHING_UP_CORRUPTS(
      "etcd#20659",
      "a member that catches up by snapshot while it defragments may be corrupted",
      "3.4.38, 3.5.23 or 3.6.5");

  private final String source;
  private final String text;
  private final String fixedIn;

  KnownDefect(String source, String text, String fixedIn) {
    this.source = source;
    this.text = text;
    this.fixedIn = fixedIn;
  }

  /** The defects of a version as a member reports it. */
  public static List<KnownDefect> of(String version) {
    return Stream.of(values()).filter(defect -> defect.isOf(version)).toList();
  }

  /**
   * Whether this version, as a member reports it, has the defect; text that is no version has none.
   */
  public boolean isOf(String version) {
    return EtcdVersion.parse(version).filter(this::affects).isPresent();
  }

  private boolean affects(EtcdVersion version) {
    return switch (this) {
      case KILLED_UNDER_LOAD_CORRUPTS -> version.isInLine(3, 5, 0, 3);
      case DEFRAG_CORRUPTS -> version.isInLine(3, 5, 0, 6);
      case NOSPACE_REFUSES_DELETES -> version.isInLine(3, 5, 0, 7);
      case DEFRAG_WHILE_CATCHING_UP_CORRUPTS ->
          version.compareTo(new EtcdVersion(3, 4, 38)) < 0
              || version.isInLine(3, 5, 0, 23)
              || version.isInLine(3, 6, 0, 5);
    };
  }

  public String source() {
    return source;
  }

  /** One sentence without a full stop. */
  public String text() {
    return text;
  }

  /** The first versions without it. */
  public String fixedIn() {
    return fixedIn;
  }
}
