package dev.etcdstorage.exporter.keyspace.watch;

/** Who compacts, as far as the watch can tell; a value of the label {@code compactor}. */
public enum Compactor {
  /** {@code compact_rev_key} changes, which kube-apiserver puts before it compacts. */
  KUBE_APISERVER("kube-apiserver"),
  /** The compacted revision changes without it: by etcd itself, or by somebody else. */
  OTHER("other"),
  /** Nothing was compacted since the watch began. */
  NONE_SEEN("none-seen");

  private final String label;

  Compactor(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }
}
