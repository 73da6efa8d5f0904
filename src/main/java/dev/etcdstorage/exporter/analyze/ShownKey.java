package dev.etcdstorage.exporter.analyze;

import java.util.List;

/**
 * One key that is named.
 *
 * @param fingerprint that stands for it
 * @param key as text; bytes that are not text and invisible characters as {@code \xNN}
 * @param prefix that it counts under
 * @param writers who wrote its versions
 * @param managers that its live version lists, as {@code kubectl get --show-managed-fields} shows
 *     them
 */
public record ShownKey(
    long fingerprint,
    String key,
    String prefix,
    KeySums sums,
    Writers writers,
    List<ManagerEntry> managers) {
  public ShownKey {
    managers = List.copyOf(managers);
  }
}
