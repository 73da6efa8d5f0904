package dev.etcdstorage.exporter.analyze;

/** What the rows of the table are. */
public enum By {
  /** Kubernetes resources, and what the exporter's prefixes are elsewhere. */
  PREFIX,
  /** The same, and within them the namespaces. */
  NAMESPACE,
  /** Single keys. */
  KEY
}
