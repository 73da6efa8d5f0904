package dev.etcdstorage.exporter.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SentenceTest {
  @Test
  void wordsAreListedAsAPersonWould() {
    assertThat(Sentence.list(List.of())).isEmpty();
    assertThat(Sentence.list(List.of("a"))).isEqualTo("a");
    assertThat(Sentence.list(List.of("a", "b"))).isEqualTo("a and b");
    assertThat(Sentence.list(List.of("a", "b", "c"))).isEqualTo("a, b and c");
  }

  @Test
  void sentenceHasACapitalAndAFullStop() {
    assertThat(Sentence.of("etcd refuses writes")).isEqualTo("Etcd refuses writes.");
  }
}
