package dev.etcdstorage.exporter.keyspace.ledger;

/** What a watch may have seen come to be history. */
public final class ReplacedVersions {
  private ReplacedVersions() {}

  /** So many bytes of the file after the first revision, and no mark before the last. */
  public static Replaced since(long first, long reached, long bytes) {
    return new Replaced(first, reached, new long[] {first, reached}, new long[] {0, bytes});
  }

  public static Replaced none() {
    return Replaced.NONE;
  }
}
