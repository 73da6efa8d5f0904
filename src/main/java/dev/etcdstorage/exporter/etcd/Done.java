package dev.etcdstorage.exporter.etcd;

/** The answer of a call that has nothing to tell but that it was carried out. */
public enum Done {
  DONE
}
