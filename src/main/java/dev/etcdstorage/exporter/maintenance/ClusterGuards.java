package dev.etcdstorage.exporter.maintenance;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.MemberControl;
import dev.etcdstorage.exporter.etcd.MetricsPage;
import dev.etcdstorage.exporter.etcd.OwnKeys;
import dev.etcdstorage.exporter.etcd.OwnKeys.Entry;
import dev.etcdstorage.exporter.files.FileAccess;
import dev.etcdstorage.exporter.maintenance.guard.Guard;
import dev.etcdstorage.exporter.maintenance.guard.GuardAnswer;
import dev.etcdstorage.exporter.maintenance.guard.GuardInputs;
import dev.etcdstorage.exporter.maintenance.guard.GuardInputs.DataDisk;
import dev.etcdstorage.exporter.maintenance.guard.GuardSettings;
import dev.etcdstorage.exporter.maintenance.guard.Guards;
import dev.etcdstorage.exporter.maintenance.guard.Refusal;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.MemberSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Asks a cluster's guards: gathers their inputs, and changes nothing. */
public final class ClusterGuards {
  /** While this key is there, no command and no exporter changes anything. */
  static final String STOP_KEY = "stop";

  private static final Duration PAGE_LIMIT = Duration.ofSeconds(10);

  /** Blocking calls run on a thread that can be left behind. */
  private static final Executor ASIDE =
      question ->
          new ThreadFactoryBuilder()
              .setNameFormat("guards")
              .setDaemon(true)
              .build()
              .newThread(question)
              .start();

  private final MaintainedCluster cluster;
  private final AnyMember members;
  private final GuardSettings settings;
  private final Sleeper sleeper;

  public ClusterGuards(MaintainedCluster cluster, GuardSettings settings, Sleeper sleeper) {
    this(cluster, new AnyMember(cluster), settings, sleeper);
  }

  ClusterGuards(
      MaintainedCluster cluster, AnyMember members, GuardSettings settings, Sleeper sleeper) {
    this.cluster = cluster;
    this.members = members;
    this.settings = settings;
    this.sleeper = sleeper;
  }

  /**
   * The refusal that a person should see first; a held lock is one too.
   *
   * @param due the members to be defragmented
   * @throws InterruptedException when the run is to end; calls under way are not waited for
   */
  public Optional<Refusal> refusal(ClusterSample sample, List<MemberSample> due)
      throws InterruptedException {
    return refusal(sample, due, this::lockHolder);
  }

  /** What the sample shows is refused before any member is asked again, and perhaps waited for. */
  Optional<Refusal> refusal(
      ClusterSample sample, List<MemberSample> due, Supplier<Optional<Refusal>> lock)
      throws InterruptedException {
    Optional<Refusal> seen =
        Guards.refusal(Guards.ask(GuardInputs.ofSample(sleeper.instant(), sample, due, settings)));
    return seen.isPresent()
        ? seen
        : Guards.refusal(
            sleeper.await(CompletableFuture.supplyAsync(() -> ask(sample, due, lock), ASIDE)));
  }

  /** The holder of the lock; a lock that cannot be read is a refusal too. */
  Optional<Refusal> lockHolder() {
    Answer<Optional<Refusal>> holder = RunLock.holder(members, sleeper);
    return holder
        .refusal()
        .map(ClusterGuards::unknownHolder)
        .or(() -> holder.got().flatMap(held -> held));
  }

  private static Refusal unknownHolder(Failure why) {
    return new Refusal(Guard.LOCKED, "whether anybody has it is unknown: " + why.detail());
  }

  /**
   * Every guard's answer. Without a majority no key is read: each read would wait in vain.
   *
   * @param lock why the lock keeps the run from going on
   */
  List<GuardAnswer> ask(
      ClusterSample sample, List<MemberSample> due, Supplier<Optional<Refusal>> lock) {
    members.follow(sample);
    Answer<Long> confirmed = members.ask(MemberControl::confirmedRevision);
    Optional<Failure> unconfirmed = confirmed.refusal();
    List<Endpoint> endpoints = sample.members().stream().map(MemberSample::endpoint).toList();
    Map<Endpoint, MetricsPage> pages = cluster.pages(endpoints, PAGE_LIMIT);
    Optional<String> stop =
        settings
            .stopFile()
            .flatMap(ClusterGuards::stopFile)
            .or(() -> unconfirmed.map(ClusterGuards::unknownKey))
            .or(this::stopKey);
    Optional<DataDisk> disk = settings.dataDir().map(this::disk);
    Optional<Refusal> holder = unconfirmed.map(ClusterGuards::unknownHolder).or(lock);
    // The clock is read last: the time window may have closed during the waiting.
    return Guards.ask(
        new GuardInputs(
            sleeper.instant(), sample, due, pages, confirmed, stop, disk, holder, settings));
  }

  private Optional<String> stopKey() {
    Answer<Optional<Entry>> key = members.keys((keys, deadline) -> keys.get(STOP_KEY, deadline));
    return key.refusal()
        .map(ClusterGuards::unknownKey)
        .or(
            () ->
                key.got()
                    .flatMap(set -> set)
                    .map(
                        set ->
                            "the key " + OwnKeys.ROOT + STOP_KEY + " is set; delete it to go on"));
  }

  private static String unknownKey(Failure why) {
    return "whether the key " + OwnKeys.ROOT + STOP_KEY + " is set cannot be read: " + why.detail();
  }

  /** A file whose absence cannot be seen counts as there. */
  private static Optional<String> stopFile(Path file) {
    try {
      return FileAccess.process().call(file, () -> Files.exists(file))
          ? Optional.of("the file " + file + " is there; remove it to go on")
          : Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          "whether the file " + file + " is there cannot be seen: " + e.getMessage());
    }
  }

  private DataDisk disk(Path directory) {
    return new DataDisk(cluster.config().endpoints().get(0), directory.toString(), free(directory));
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
