package dev.etcdstorage.exporter.keyspace.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.PrefixSettings;
import dev.etcdstorage.exporter.etcd.KeyEvent;
import dev.etcdstorage.exporter.keyspace.prefix.Prefixes;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WriteAccountTest {
  private final WriteAccount account = new WriteAccount(10, new Prefixes(PrefixSettings.DEFAULT));

  private void deliver(KeyEvent... events) {
    for (KeyEvent event : events) {
      account.add(event, "p");
    }
  }

  @Test
  void countsPutsWithKeyAndValueAndDeletesWithTheKey() {
    // When
    deliver(Events.put(10, "abc", 100), Events.delete(11, "ab"));
    account.settle();

    // Then
    assertThat(account.writes()).isEqualTo(Map.of("p", new PrefixWrites(1, 1, 103, 2)));
    assertThat(account.seen()).isEqualTo(2);
    assertThat(account.missed()).isZero();
    assertThat(account.next()).isEqualTo(12);
  }

  @Test
  void countsEveryEventOfATransactionAsOneRevision() {
    // When
    deliver(Events.put(10, "a", 1), Events.put(10, "b", 1), Events.delete(10, "c"));
    account.settle();

    // Then
    assertThat(account.seen()).isEqualTo(1);
    assertThat(account.writes().get("p")).isEqualTo(new PrefixWrites(2, 1, 4, 1));
  }

  @Test
  void countsNothingOfARevisionThatBrokeOffUntilItComesWhole() {
    // Given
    deliver(Events.put(10, "a", 1));
    assertThat(account.writes()).isEmpty();
    assertThat(account.next()).isEqualTo(10);
    account.drop();

    // When
    deliver(Events.put(10, "a", 1), Events.put(10, "b", 1));
    account.settle();

    // Then
    assertThat(account.writes()).isEqualTo(Map.of("p", new PrefixWrites(2, 0, 4, 0)));
    assertThat(account.seen()).isEqualTo(1);
  }

  @Test
  void countsWhatIsDeliveredTwiceOnce() {
    // Given
    deliver(Events.put(10, "a", 1), Events.put(11, "a", 1));
    account.settle();

    // When
    deliver(Events.put(10, "a", 1), Events.put(11, "a", 1), Events.put(12, "a", 1));
    account.settle();

    // Then
    assertThat(account.writes()).isEqualTo(Map.of("p", new PrefixWrites(3, 0, 6, 0)));
    assertThat(account.seen()).isEqualTo(3);
  }

  @Test
  void missesRevisionsThatAreNeverDelivered() {
    // When
    deliver(Events.put(13, "a", 1), Events.put(15, "a", 1));
    account.settle();

    // Then
    assertThat(account.seen()).isEqualTo(2);
    assertThat(account.missed()).isEqualTo(4);
    assertThat(account.next()).isEqualTo(16);
  }

  @Test
  void leavesOutWhatWasCompactedAndNeverGoesBack() {
    // Given
    deliver(Events.put(10, "a", 1));

    // When
    long skipped = account.skipTo(15);

    // Then
    assertThat(skipped).isEqualTo(5);
    assertThat(account.missed()).isEqualTo(5);
    assertThat(account.writes()).isEmpty();
    assertThat(account.skipTo(12)).isZero();
    assertThat(account.next()).isEqualTo(15);
  }

  @Test
  void revisionThatGoesBackWithinAMessageIsPassedOver() {
    // When
    deliver(Events.put(11, "b", 1));
    assertThat(account.add(Events.put(10, "a", 1), "p")).isFalse();
    account.settle();

    // Then
    assertThat(account.seen()).isEqualTo(1);
    assertThat(account.missed()).isEqualTo(1);
    assertThat(account.writes()).isEqualTo(Map.of("p", new PrefixWrites(1, 0, 2, 0)));
  }
}
