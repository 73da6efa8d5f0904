package dev.etcdstorage.exporter.etcd;

import java.util.List;

/**
 * The answer to a {@link KeyRead}.
 *
 * @param count keys in the whole range, whatever the limit
 * @param more whether the limit left keys out
 * @param responseBytes size of the answer on the wire
 */
public record KeyPage(
    StoreHeader header, long count, boolean more, List<KeyEntry> entries, long responseBytes) {

  /**
   * This page of one key read without its value, with the sizes it would have with the value, from
   * the size of the answer that was refused as too large. Exact if both are of one revision, but
   * for the few bytes by which the header's revision may have grown meanwhile.
   *
   * @param refusedBytes size of the refused answer, below 2 GiB as any message is
   */
  public KeyPage withValueOf(long refusedBytes) {
    KeyEntry bare = entries.get(0);
    // An entry in an answer, and a value in an entry, follows its own length.
    long stored = payload(framed(bare.storedBytes()) + Math.max(0, refusedBytes - responseBytes));
    long value = payload(Math.max(1, stored - bare.storedBytes() - 1));
    KeyEntry whole =
        new KeyEntry(
            bare.key(),
            bare.modRevision(),
            bare.version(),
            Math.toIntExact(value),
            Math.toIntExact(stored));
    return new KeyPage(header, count, more, List.of(whole), refusedBytes);
  }

  /** With its length in front, which protobuf writes in 7 bits a byte. */
  private static long framed(long payload) {
    int bits = Math.max(1, Long.SIZE - Long.numberOfLeadingZeros(payload));
    return payload + (bits + 6) / 7;
  }

  private static long payload(long framed) {
    long payload = framed - 1;
    while (framed(payload) > framed) {
      payload--;
    }
    return payload;
  }
}
