package dev.etcdstorage.exporter.keyspace.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.PrefixSettings;
import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyEvent;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Names that are given while messages come, break off and come again. */
class WatchLedgerTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final String HEAVY = "policyreports.wgpolicyk8s.io";

  private final WatchLedger ledger =
      new WatchLedger(new Prefixes(PrefixSettings.DEFAULT), false, WriteListener.NONE, START);
  private long revision;

  private static KeyEvent heavy(long revision) {
    return Events.put(revision, "/registry/wgpolicyk8s.io/policyreports/ns/a", 10);
  }

  /** Given more prefixes than there is room for. */
  @BeforeEach
  void fill() {
    ledger.open(1, START);
    for (int i = 0; i < 300; i++) {
      put(Events.put(++revision, "/registry/svc" + i + ".io/things/x", 10));
    }
  }

  private void put(KeyEvent event) {
    ledger.count(Events.message(true, event), START);
  }

  private long events(String name) {
    return ledger.sample().writes().getOrDefault(name, PrefixWrites.NONE).events();
  }

  private long events() {
    return ledger.sample().writes().values().stream().mapToLong(PrefixWrites::events).sum();
  }

  @Test
  void heavyPrefixIsNamedWithinHalfAMinuteWhereLittleIsWritten() {
    for (int i = 0; i < 100; i++) {
      put(heavy(++revision));
    }
    ledger.tidy(START.plusSeconds(29));
    put(heavy(++revision));
    assertThat(events(HEAVY)).isZero();

    // When
    ledger.tidy(START.plusSeconds(30));
    put(heavy(++revision));

    // Then
    assertThat(events(HEAVY)).isEqualTo(1);
    assertThat(events()).isEqualTo(402);
  }

  @Test
  void nothingIsReviewedBetweenTheFragmentsOfARevision() {
    for (int i = 0; i < 100; i++) {
      put(heavy(++revision));
    }
    revision++;

    // When time passes after the first half of a revision, which then comes once more
    ledger.count(Events.message(false, heavy(revision)), START);
    ledger.tidy(START.plusSeconds(31));
    ledger.interrupted();
    ledger.count(Events.message(false, heavy(revision)), START);
    ledger.count(Events.message(true, heavy(revision)), START);

    // Then
    assertThat(ledger.sample().seen()).isEqualTo(401);
    assertThat(events()).isEqualTo(402);
    assertThat(events(HEAVY)).isZero();
  }

  @Test
  void streamThatBreaksBehindAReviewCountsNothingTwice() {
    // Given a message that goes on beyond a review, and whose end is missing
    long from = revision + 1;
    long to = from + 599;
    ledger.count(Events.message(false, heavies(from, to)), START);

    // When
    ledger.interrupted();

    // Then what was complete before the review is counted, of the keys' puts too
    assertThat(ledger.next()).isEqualTo(512);
    assertThat(events()).isEqualTo(511);
    ledger.count(Events.message(true, heavies(512, to)), START);
    ledger.tidy(START.plusSeconds(1));
    assertThat(events()).isEqualTo(to);
    assertThat(ledger.sample().seen()).isEqualTo(to);
    assertThat(events(HEAVY)).isEqualTo(to - 511);
    HotKey hottest = ledger.sample().hotKeys().get(0);
    assertThat(hottest.prefix()).isEqualTo(HEAVY);
    assertThat(hottest.atLeast()).isEqualTo(600);
    assertThat(hottest.atMost()).isEqualTo(600);
  }

  private static KeyEvent[] heavies(long from, long to) {
    return IntStream.rangeClosed((int) from, (int) to)
        .mapToObj(WatchLedgerTest::heavy)
        .toArray(KeyEvent[]::new);
  }

  @Test
  void hotKeyTellsItsPrefixThoughThatHasNoName() {
    Key key = Key.of("/registry/svc299.io/things/x");
    ledger.tidy(START.plusSeconds(1));

    assertThat(events("things.svc299.io")).isZero();
    put(Events.put(++revision, key.toString(), 10));
    put(Events.put(++revision, key.toString(), 10));
    ledger.tidy(START.plusSeconds(2));

    assertThat(ledger.sample().hotKeys().get(0).prefix()).isEqualTo("things.svc299.io");
  }

  /** Notes what it is told. */
  private static final class Notes implements WriteListener {
    final List<String> all = new ArrayList<>();

    @Override
    public void opened(long next) {
      all.add("opened at " + next);
    }

    @Override
    public void following(boolean yes) {
      all.add("following " + yes);
    }

    @Override
    public void written(KeyEvent event, String prefix) {
      all.add(prefix + " at " + event.revision());
    }

    @Override
    public void settled() {
      all.add("settled");
    }

    @Override
    public void dropped() {
      all.add("dropped");
    }

    @Override
    public void leftOut(long next) {
      all.add("left out before " + next);
    }

    @Override
    public void forgotten() {
      all.add("forgotten");
    }
  }

  @Test
  void tellsItsListenerWhatIsCountedAndWhatIsNot() {
    // Given
    Notes notes = new Notes();
    WatchLedger told = new WatchLedger(new Prefixes(PrefixSettings.DEFAULT), false, notes, START);

    // When
    told.open(7, START);
    told.established();
    told.count(Events.message(true, Events.put(7, "/registry/pods/a", 1)), START);
    told.count(Events.message(true, Events.put(7, "/registry/pods/a", 1)), START);
    told.count(Events.message(false, Events.put(8, "/registry/pods/b", 1)), START);
    told.interrupted();
    told.skipTo(8);
    told.skipTo(12);
    told.forget(START);

    // Then what was counted before is not told again
    assertThat(notes.all)
        .containsExactly(
            "opened at 7",
            "following true",
            "pods at 7",
            "settled",
            "settled",
            "pods at 8",
            "following false",
            "dropped",
            "dropped",
            "dropped",
            "left out before 12",
            "forgotten");
  }
}
