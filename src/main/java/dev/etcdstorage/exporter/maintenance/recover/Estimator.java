package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.keyspace.scan.ScanProgress;
import dev.etcdstorage.exporter.sample.MemberSample;
import java.util.function.Consumer;

/** Finds the live data, by reading it from one member. */
@FunctionalInterface
public interface Estimator {
  LiveData read(MemberSample from, Consumer<ScanProgress> progress);
}
