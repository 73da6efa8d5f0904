package dev.etcdstorage.exporter.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class LabelSetsTest {
  private static final Optional<String> NO_NAME = Optional.empty();

  private final LabelSets first = labelSets(List.of());

  private static LabelSets labelSets(List<LabelSets.Known> before) {
    return new LabelSets(Family.PREFIX_KEYS, before);
  }

  private static LabelSets after(LabelSets page) {
    return labelSets(page.kept());
  }

  private static List<Labels> all(LabelSets page, List<String> prefixes) {
    return prefixes.stream().map(prefix -> page.of(NO_NAME, prefix)).toList();
  }

  @Test
  void theClusterIsALabelOfItsOwnWhereItHasAName() {
    assertThatObject(first.of(Optional.of("blue"), "pods"))
        .isEqualTo(Labels.of("prefix", "pods", "etcd_cluster", "blue"));
    assertThatObject(first.of(NO_NAME, "pods")).isEqualTo(Labels.of("prefix", "pods"));
  }

  @Test
  void theNextPageHasTheSameOnes() {
    // Given
    List<Labels> labels = all(first, List.of("leases", "pods", "secrets"));

    // When
    List<Labels> again = all(after(first), List.of("leases", "pods", "secrets"));

    // Then
    assertThat(again).usingElementComparator(same()).containsExactlyElementsOf(labels);
  }

  @Test
  void whatIsGoneOrNewLeavesTheOthersTheSame() {
    // Given
    List<Labels> labels = all(first, List.of("events", "leases", "pods", "secrets"));

    // When
    List<Labels> again = all(after(first), List.of("jobs", "leases", "nodes", "secrets"));

    // Then
    assertThatObject(again.get(0)).isEqualTo(Labels.of("prefix", "jobs"));
    assertThatObject(again.get(1)).isSameAs(labels.get(1));
    assertThatObject(again.get(2)).isEqualTo(Labels.of("prefix", "nodes"));
    assertThatObject(again.get(3)).isSameAs(labels.get(3));
  }

  @Test
  void anotherClustersAreItsOwn() {
    // Given
    Labels blue = first.of(Optional.of("blue"), "pods");

    // When
    Labels green = after(first).of(Optional.of("green"), "pods");

    // Then
    assertThatObject(green).isNotEqualTo(blue);
  }

  /** Prefixes come and go; what holds them all for ever would grow. */
  @Test
  void whatAPageDidNotUseIsForgotten() {
    // Given
    Labels labels = first.of(NO_NAME, "pods");

    // When
    LabelSets third = after(after(first));

    // Then
    assertThatObject(third.of(NO_NAME, "pods")).isEqualTo(labels).isNotSameAs(labels);
  }

  @Property
  void whateverThePagesBeforeHadTheLabelsAreRight(
      @ForAll @Size(max = 20) List<@Size(max = 20) List<@AlphaChars @StringLength(max = 1) String>> pages) {
    LabelSets page = first;
    for (List<String> prefixes : pages) {
      page = after(page);

      assertThat(all(page, prefixes))
          .containsExactlyElementsOf(
              prefixes.stream().map(prefix -> Labels.of("prefix", prefix)).toList());
    }
  }

  private static Comparator<Labels> same() {
    return (one, other) -> one == other ? 0 : 1;
  }
}
