package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.etcd.EtcdMember;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.keyspace.work.UsableMembers.Found;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;

/** The member that a scan reads from, and the way to another when it is away. */
final class ScannedMember {
  private final Function<EtcdMember, CompletableFuture<Optional<Found>>> elsewhere;
  private EtcdMember present;
  private SlowWatchers watchers = new SlowWatchers();

  /**
   * @param elsewhere finds another member than the given one, if there is one that may be read
   */
  ScannedMember(
      EtcdMember first, Function<EtcdMember, CompletableFuture<Optional<Found>>> elsewhere) {
    this.present = first;
    this.elsewhere = elsewhere;
  }

  static ScannedMember only(EtcdMember member) {
    return new ScannedMember(member, than -> CompletableFuture.completedFuture(Optional.empty()));
  }

  EtcdMember present() {
    return present;
  }

  /** Of the present member: each has its own watchers. */
  SlowWatchers watchers() {
    return watchers;
  }

  /** Another member with such a status, if there is one. */
  CompletableFuture<Optional<EtcdMember>> another(Predicate<MemberStatus> fits) {
    return elsewhere
        .apply(present)
        .thenApply(found -> found.filter(other -> fits.test(other.status())).map(Found::member));
  }

  void goTo(EtcdMember member) {
    present = member;
    watchers = new SlowWatchers();
  }
}
