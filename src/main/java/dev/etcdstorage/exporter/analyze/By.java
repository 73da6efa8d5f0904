package dev.etcdstorage.exporter.analyze;

/** What the rows of the table are. */
public enum By {
  /** Kubernetes resources, and the exporter's prefixes for other keys. */
  PREFIX,
  /** The same, split by namespace. */
  NAMESPACE,
  /** Single keys. */
  KEY
}
