package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.config.When;
import dev.etcdstorage.exporter.keyspace.work.OwnMembers;

/**
 * Lets the account go on while the watch is off: what passes meanwhile is missed, and a scrape
 * shall see that while it lasts.
 */
final class Absence {
  /** Members are asked at each so many ticks: whoever did harm asks seldom. */
  static final int TICKS_A_LOOK = 6;

  private final OwnMembers members;
  private final Turns turns;
  private final Progress progress;
  private int ticks;
  private boolean refused;

  Absence(OwnMembers members, Turns turns, Progress progress) {
    this.members = members;
    this.turns = turns;
    this.progress = progress;
  }

  /** The watch is off from now on. */
  void begin() {
    ticks = 0;
    refused = false;
  }

  /** A few seconds more are over. */
  void tick() {
    ticks++;
    if (!refused && ticks % TICKS_A_LOOK == 0) {
      look();
    }
  }

  /** Whoever answers will do: the store's revision is the same through all. */
  private void look() {
    StoreMemory.Floor asked = progress.floor();
    turns.then(
        members.find(When.ALWAYS, WatchLoop.soon()),
        search -> {
          if (search instanceof OwnMembers.Found found) {
            var unused = progress.restored(asked, found.status());
            progress.passed(found.status().revision());
          } else if (search instanceof OwnMembers.Nobody nobody) {
            refused = nobody.byAll();
          }
        });
  }
}
