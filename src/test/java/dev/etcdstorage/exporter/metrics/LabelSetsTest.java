package dev.etcdstorage.exporter.metrics;

import static org.assertj.core.api.Assertions.assertThatObject;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LabelSetsTest {
  private static final Optional<String> NO_NAME = Optional.empty();

  private final LabelSets first = new LabelSets(LabelSets.Kept.NOTHING);

  @Test
  void theClusterIsALabelOfItsOwnWhereItHasAName() {
    assertThatObject(first.of(Family.PREFIX_KEYS, Optional.of("blue"), "pods"))
        .isEqualTo(Labels.of("prefix", "pods", "etcd_cluster", "blue"));
    assertThatObject(first.of(Family.PREFIX_KEYS, NO_NAME, "pods"))
        .isEqualTo(Labels.of("prefix", "pods"));
  }

  @Test
  void theNextPageHasTheSameOnes() {
    // Given
    Labels labels = first.of(Family.PREFIX_EVENTS, NO_NAME, "pods", "put");

    // When
    LabelSets second = new LabelSets(first.kept());

    // Then
    assertThatObject(second.of(Family.PREFIX_WRITTEN, NO_NAME, "pods", "put")).isSameAs(labels);
    assertThatObject(second.of(Family.PREFIX_EVENTS, NO_NAME, "pods", "delete"))
        .isNotEqualTo(labels);
    assertThatObject(second.of(Family.PREFIX_EVENTS, Optional.of("blue"), "pods", "put"))
        .isNotEqualTo(labels);
  }

  /** Prefixes come and go; what holds them all for ever would grow. */
  @Test
  void whatAPageDidNotUseIsForgotten() {
    // Given
    Labels labels = first.of(Family.PREFIX_KEYS, NO_NAME, "pods");

    // When
    LabelSets third = new LabelSets(new LabelSets(first.kept()).kept());

    // Then
    assertThatObject(third.of(Family.PREFIX_KEYS, NO_NAME, "pods"))
        .isEqualTo(labels)
        .isNotSameAs(labels);
  }
}
