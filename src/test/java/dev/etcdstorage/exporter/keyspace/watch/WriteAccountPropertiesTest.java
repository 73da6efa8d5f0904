package dev.etcdstorage.exporter.keyspace.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.PrefixSettings;
import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyEvent;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * Whatever happens to the stream, the account closes and counts each event of a seen revision once.
 */
class WriteAccountPropertiesTest {
  private static final long FIRST = 5;

  /** A history in which each revision has one to four events, always the same ones. */
  private static List<KeyEvent> eventsOf(long revision) {
    Random random = new Random(revision * 31);
    List<KeyEvent> events = new ArrayList<>();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      Key key = Key.of("/" + random.nextInt(3) + "/" + "k".repeat(random.nextInt(5)) + i);
      boolean delete = random.nextInt(3) == 0;
      events.add(new KeyEvent(key, delete, revision, 1, delete ? 0 : random.nextInt(2000)));
    }
    return events;
  }

  private static String prefixOf(KeyEvent event) {
    return event.key().prefix(2).toString();
  }

  /** What a person with a pencil would keep: the revisions that came whole. */
  private static final class Model {
    final WriteAccount account = new WriteAccount(FIRST, new Prefixes(PrefixSettings.DEFAULT));
    final TreeSet<Long> seen = new TreeSet<>();
    final TreeSet<Long> pending = new TreeSet<>();
    long passed = FIRST - 1;
    long cursor = FIRST;
    int offset;

    /** The server sends so many events from where the stream is. */
    void send(int count, boolean untilTheEndOfTheRevision) {
      int left = count;
      while (left > 0 || (untilTheEndOfTheRevision && offset > 0)) {
        List<KeyEvent> events = eventsOf(cursor);
        KeyEvent event = events.get(offset);
        account.add(event, prefixOf(event));
        left--;
        if (cursor > passed) {
          pending.add(cursor);
        }
        offset++;
        if (offset == events.size()) {
          offset = 0;
          cursor++;
        }
      }
      if (untilTheEndOfTheRevision) {
        account.settle();
        seen.addAll(pending);
        passed = Math.max(passed, pending.isEmpty() ? 0 : pending.last());
        pending.clear();
      }
    }

    /** The stream breaks; the next one begins so far from where it should. */
    void breakOff(int distance) {
      account.drop();
      pending.clear();
      cursor = Math.max(FIRST - 3, account.next() + distance);
      offset = 0;
    }

    void compactedUpTo(long revision) {
      account.skipTo(revision + 1);
      pending.clear();
      passed = Math.max(passed, revision);
      cursor = account.next();
      offset = 0;
    }

    void closes() {
      assertThat(account.next()).isEqualTo(passed + 1);
      assertThat(account.seen() + account.missed()).isEqualTo(account.next() - FIRST);
      assertThat(account.seen()).isEqualTo(seen.size());
      assertThat(account.writes()).isEqualTo(naive());
    }

    private Map<String, PrefixWrites> naive() {
      Map<String, PrefixWrites> all = new HashMap<>();
      for (long revision : seen) {
        for (KeyEvent event : eventsOf(revision)) {
          long bytes = event.key().toBytes().length + (long) event.valueBytes();
          all.merge(
              prefixOf(event),
              event.delete() ? new PrefixWrites(0, 1, 0, bytes) : new PrefixWrites(1, 0, bytes, 0),
              (a, b) ->
                  new PrefixWrites(
                      a.puts() + b.puts(),
                      a.deletes() + b.deletes(),
                      a.putBytes() + b.putBytes(),
                      a.deleteBytes() + b.deleteBytes()));
        }
      }
      return all;
    }
  }

  @Property(tries = 2000)
  void closesAndCountsOnce(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(max = 9) Integer> what,
      @ForAll @Size(60) List<@IntRange(min = 1, max = 25) Integer> amounts) {
    Model model = new Model();
    for (int i = 0; i < what.size(); i++) {
      int amount = amounts.get(i);
      switch (what.get(i)) {
        case 0, 1, 2, 3 -> model.send(amount, true);
        case 4, 5 -> model.send(amount, false);
        case 6 -> model.breakOff(0);
        case 7 -> model.breakOff(-amount);
        case 8 -> model.breakOff(amount);
        default -> model.compactedUpTo(model.account.next() + amount - 5);
      }
      model.closes();
    }
  }
}
