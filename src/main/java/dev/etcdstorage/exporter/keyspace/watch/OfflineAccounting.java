package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.config.When;
import dev.etcdstorage.exporter.keyspace.work.AsyncSteps;
import dev.etcdstorage.exporter.keyspace.work.UsableMembers;

/**
 * Keeps the account while the watch is off: what passes meanwhile is missed, and scrapes show that
 * as it happens.
 */
final class OfflineAccounting {
  /** Members are asked every so many ticks: after harm, seldom. */
  static final int TICKS_A_LOOK = 6;

  private final UsableMembers members;
  private final AsyncSteps steps;
  private final WatchPosition position;
  private int ticks;
  private boolean refused;

  OfflineAccounting(UsableMembers members, AsyncSteps steps, WatchPosition position) {
    this.members = members;
    this.steps = steps;
    this.position = position;
  }

  /** The watch is off from now on. */
  void begin() {
    ticks = 0;
    refused = false;
  }

  /** Called every few seconds. */
  void tick() {
    ticks++;
    if (!refused && ticks % TICKS_A_LOOK == 0) {
      look();
    }
  }

  /** Any member that answers will do: the store's revision is the same on all. */
  private void look() {
    RestoreDetector.Floor asked = position.floor();
    steps.then(
        members.find(When.ALWAYS, WatchLoop.soon()),
        search ->
            search.match(
                found -> {
                  var unused = position.restored(asked, found.status());
                  position.passed(found.status().revision());
                },
                notLeading -> {},
                none -> refused = none.byAll()));
  }
}
