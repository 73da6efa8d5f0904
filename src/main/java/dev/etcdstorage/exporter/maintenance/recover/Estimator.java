package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.sample.MemberSample;

/** Finds out what lives, by reading it from one member. */
@FunctionalInterface
public interface Estimator {
  LiveData read(MemberSample from);
}
