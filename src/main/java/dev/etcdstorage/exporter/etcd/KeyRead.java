package dev.etcdstorage.exporter.etcd;

/**
 * One serializable read of keys: the member answers it alone, without quorum.
 *
 * @param revision 0 for the present one
 * @param limit the most entries, 0 for all; etcd counts the whole range all the same, under the
 *     lock that puts need
 */
public record KeyRead(KeyRange range, long revision, int limit, Content content) {
  /** What an answer contains. */
  public enum Content {
    /** Entries without values; etcd reads the values all the same. */
    KEYS,
    /** Entries with the sizes of their values. The values cross the network and are dropped. */
    VALUES
  }
}
