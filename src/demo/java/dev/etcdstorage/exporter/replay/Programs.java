package dev.etcdstorage.exporter.replay;

import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import java.nio.file.Path;

/** The real programs that take part, besides the exporter. */
record Programs(EtcdBinary etcd, Path prometheus, Path alertmanager) {}
