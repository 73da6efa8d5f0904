package dev.etcdstorage.exporter.keyspace.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CompactorDetectorTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private final CompactorDetector watch = new CompactorDetector();

  private static Instant after(int minutes) {
    return START.plus(Duration.ofMinutes(minutes));
  }

  private void keyMoves(int minutes) {
    watch.event(Events.put(1, "compact_rev_key", 5), after(minutes));
  }

  @Test
  void sawNobodyWhileTheRevisionStands() {
    // When
    watch.compacted(100, after(0));
    watch.compacted(100, after(1));
    watch.event(Events.put(1, "/registry/compact_rev_key", 5), after(1));
    watch.event(Events.delete(1, "compact_rev_key"), after(1));

    // Then
    assertThat(watch.latest()).isEqualTo(Compactor.NONE_SEEN);
  }

  @Test
  void whoPutsTheKeyIsKubernetesEvenBeforeItCompacts() {
    keyMoves(0);
    assertThat(watch.latest()).isEqualTo(Compactor.KUBE_APISERVER);
  }

  @Test
  void moveWithinTenMinutesOfThePutIsKubernetes() {
    // Given
    watch.compacted(100, after(0));
    keyMoves(0);

    // When
    watch.compacted(200, after(10));

    // Then
    assertThat(watch.latest()).isEqualTo(Compactor.KUBE_APISERVER);
  }

  @Test
  void moveWithoutThePutIsSomebodyElse() {
    // Given
    keyMoves(0);
    watch.compacted(100, after(1));

    // When
    watch.compacted(200, after(12));

    // Then
    assertThat(watch.latest()).isEqualTo(Compactor.OTHER);
  }

  @Test
  void putThatIsSeenAfterTheMoveCorrectsIt() {
    // Given
    watch.compacted(100, after(0));
    watch.compacted(200, after(1));

    // When
    keyMoves(1);

    // Then
    assertThat(watch.latest()).isEqualTo(Compactor.KUBE_APISERVER);
  }

  @Test
  void moveWhileTheWatchWasAwayTellsNothing() {
    // Given
    watch.compacted(100, after(0));

    // When
    watch.blind();
    watch.compacted(200, after(20));

    // Then
    assertThat(watch.latest()).isEqualTo(Compactor.NONE_SEEN);
  }
}
