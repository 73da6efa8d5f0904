package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.config.KeyspaceSettings;
import dev.etcdstorage.exporter.keyspace.OwnMembers;
import dev.etcdstorage.exporter.keyspace.PartSample;
import dev.etcdstorage.exporter.keyspace.SerialExecutor;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Temporary. */
public final class Scanner implements AutoCloseable {
  /** Temporary. */
  public Scanner(
      OwnMembers members,
      KeyspaceSettings settings,
      Prefixes prefixes,
      SerialExecutor executor,
      InstantSource clock,
      RandomGenerator random,
      Optional<String> cluster) {}

  public void start() {}

  /** Temporary. */
  public ScanSample sample() {
    return new ScanSample(
        new PartSample(false, Optional.empty(), Map.of()),
        Optional.empty(),
        false,
        false,
        Map.of());
  }

  @Override
  public void close() {}
}
