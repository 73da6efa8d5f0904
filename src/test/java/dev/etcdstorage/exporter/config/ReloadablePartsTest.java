package dev.etcdstorage.exporter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdstorage.exporter.config.ReloadableParts.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReloadablePartsTest {
  private final List<String> events = new ArrayList<>();
  private final ReloadableParts<String, Recorded> parts = new ReloadableParts<>(this::open);

  private record Recorded(String name, List<String> events) implements Part {
    @Override
    public Optional<String> cluster() {
      return Optional.of(name);
    }

    @Override
    public void start() {
      events.add("start " + name);
    }

    @Override
    public void close() {
      events.add("close " + name);
    }
  }

  private Recorded open(String name) {
    if (name.equals("bad")) {
      throw new ConfigException("bad cannot be opened");
    }
    events.add("open " + name);
    return new Recorded(name, events);
  }

  private void configure(String... settings) {
    try (var change = parts.prepare(List.of(settings))) {
      change.commit();
    }
  }

  @Test
  void whatIsGoneEndsBeforeWhatIsNewStartsAndWhatStaysIsLeftAlone() {
    configure("a", "b");
    Recorded stays = parts.parts().get(1);
    events.clear();

    configure("c", "b");

    assertThat(events).containsExactly("open c", "close a", "start c");
    assertThat(parts.parts()).extracting(Recorded::name).containsExactly("c", "b");
    assertThat(parts.parts().get(1)).isSameAs(stays);
    assertThat(parts.of(Optional.of("b"))).containsSame(stays);
    assertThat(parts.of(Optional.of("a"))).isEmpty();
  }

  @Test
  void changeThatIsNotCommittedClosesWhatItOpenedAndChangesNothing() {
    configure("a");
    events.clear();

    try (var change = parts.prepare(List.of("a", "b"))) {
      assertThat(change.parts()).extracting(Recorded::name).containsExactly("a", "b");
    }

    assertThat(events).containsExactly("open b", "close b");
    assertThat(parts.parts()).extracting(Recorded::name).containsExactly("a");
  }

  @Test
  void whatCannotBeOpenedChangesNothing() {
    configure("a");
    events.clear();

    assertThatThrownBy(() -> parts.prepare(List.of("b", "bad"))).hasMessageContaining("bad");

    assertThat(events).containsExactly("open b", "close b");
    assertThat(parts.parts()).extracting(Recorded::name).containsExactly("a");
  }

  @Test
  void endClosesAll() {
    configure("a", "b");
    events.clear();

    parts.close();

    assertThat(events).containsExactly("close a", "close b");
    assertThat(parts.parts()).isEmpty();
  }
}
