package dev.etcdstorage.exporter.replay;

import dev.etcdstorage.exporter.testkit.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.EtcdBinary;
import dev.etcdstorage.exporter.testkit.RealAlertmanager;
import dev.etcdstorage.exporter.testkit.RealPrometheus;
import java.nio.file.Path;

/**
 * The real programs that take part, besides the exporter. Of etcd 3.5, as in the incident:
 * RecoverIT and RunbookIT have every line.
 */
record Programs(EtcdBinary etcd, Path prometheus, Path alertmanager) {

  /** The newest of each that the tests have. */
  static Programs newest() {
    return new Programs(
        EtcdBinaries.newest("3.5"), RealPrometheus.program(), RealAlertmanager.program());
  }
}
