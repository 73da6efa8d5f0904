package dev.etcdstorage.exporter.etcd;

/** The answer of a call that carries nothing but that it succeeded. */
public enum Done {
  DONE
}
