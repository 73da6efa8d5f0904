package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.MemberControl;
import dev.etcdstorage.exporter.etcd.OwnKeys;
import dev.etcdstorage.exporter.etcd.OwnKeys.Kept;
import dev.etcdstorage.exporter.files.FileAccess;
import dev.etcdstorage.exporter.maintenance.Evidence.Disk;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.MemberSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Gathers what the guards look at. */
final class Witness {
  private static final Duration PAGE_LIMIT = Duration.ofSeconds(3);

  private final MaintainedCluster cluster;
  private final AnyMember members;
  private final DefragRules rules;
  private final InstantSource clock;

  Witness(MaintainedCluster cluster, AnyMember members, DefragRules rules, InstantSource clock) {
    this.cluster = cluster;
    this.members = members;
    this.rules = rules;
    this.clock = clock;
  }

  /**
   * @param lock what the lock says
   */
  Evidence gather(ClusterSample sample, Optional<Refusal> lock) {
    members.seen(sample);
    List<Endpoint> endpoints = sample.members().stream().map(MemberSample::endpoint).toList();
    return new Evidence(
        sample,
        cluster.pages(endpoints, PAGE_LIMIT),
        members.ask(MemberControl::confirmedRevision),
        stop(),
        rules.dataDir().map(this::disk),
        lock,
        rules.window().filter(window -> !window.contains(clock.instant())).isEmpty(),
        rules.allowSingleMember());
  }

  private Optional<String> stop() {
    Optional<String> file = rules.stopFile().flatMap(Witness::stop);
    if (file.isPresent()) {
      return file;
    }
    Answer<Optional<Kept>> key =
        members.keys((keys, deadline) -> keys.get(SharedKeys.STOP, deadline));
    if (key.got().isEmpty()) {
      return Optional.of(
          "whether the key "
              + OwnKeys.ROOT
              + SharedKeys.STOP
              + " is set cannot be read: "
              + key.refusal().map(Failure::detail).orElse("no answer"));
    }
    return key.got()
        .get()
        .map(set -> "the key " + OwnKeys.ROOT + SharedKeys.STOP + " is set; delete it to go on");
  }

  /** What cannot be seen may be there. */
  private static Optional<String> stop(Path file) {
    try {
      return FileAccess.process().call(file, () -> Files.exists(file))
          ? Optional.of("the file " + file + " is there; remove it to go on")
          : Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          "whether the file " + file + " is there cannot be seen: " + e.getMessage());
    }
  }

  private Disk disk(Path directory) {
    return new Disk(cluster.config().endpoints().get(0), directory.toString(), free(directory));
  }

  private static OptionalLong free(Path directory) {
    try {
      return FileAccess.process()
          .call(
              directory,
              () ->
                  Files.isDirectory(directory)
                      ? OptionalLong.of(Files.getFileStore(directory).getUsableSpace())
                      : OptionalLong.empty());
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
