package dev.etcdstorage.exporter.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.bbolt.BoltFileException;
import dev.etcdstorage.exporter.testkit.data.EtcdImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Whatever was written: the sums are those of a plain account of it. Whatever is broken: a clear
 * end.
 */
class AnalyzerPropertiesTest {
  private static final List<Integer> PAGE_SIZES = List.of(1024, 4096, 65_536);
  private static Path file = temporary();

  /** A change of one of a few keys. */
  record Change(int key, boolean delete, int valueBytes) {
    String name() {
      return "/registry/" + (key % 2 == 0 ? "pods" : "leases") + "/default/" + key;
    }
  }

  private static Path temporary() {
    try {
      return Files.createTempFile("analyze", ".db");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterContainer
  static void remove() throws IOException {
    Files.deleteIfExists(file);
  }

  @Provide
  Arbitrary<List<Change>> changes() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 30),
            Arbitraries.integers().between(0, 4).map(dice -> dice == 0),
            Arbitraries.integers().between(0, 3000))
        .as(Change::new)
        .list()
        .ofMaxSize(200);
  }

  private static EtcdImage written(int pageSize, List<Change> changes) {
    EtcdImage etcd = new EtcdImage(pageSize);
    for (Change change : changes) {
      if (change.delete()) {
        etcd.delete(change.name());
      } else {
        etcd.put(change.name(), change.valueBytes());
      }
    }
    return etcd;
  }

  private static Analysis analysis(byte[] content, long tableBytes) throws IOException {
    AnalyzeSettings given = AnalyzeSettings.of(By.PREFIX, 10);
    Files.write(file, content);
    return new Analyzer(
            new AnalyzeSettings(given.by(), given.top(), given.prefixes(), tableBytes),
            AnalyzeProgress.NONE)
        .analyze(file);
  }

  @Property(tries = 150)
  void sumsAreThoseOfAPlainAccount(@ForAll("changes") List<Change> changes, @ForAll Random random)
      throws IOException {
    int pageSize = PAGE_SIZES.get(random.nextInt(PAGE_SIZES.size()));
    EtcdImage etcd = written(pageSize, changes);

    Analysis found = analysis(etcd.bytes(), 1 << 20);

    Map<String, Long> live = new HashMap<>();
    long all = 0;
    long tombstones = 0;
    for (Change change : changes) {
      long bytes = change.name().length() + (change.delete() ? 0L : change.valueBytes());
      all += bytes;
      if (change.delete()) {
        tombstones++;
        live.remove(change.name());
      } else {
        live.put(change.name(), bytes);
      }
    }
    long liveBytes = live.values().stream().mapToLong(Long::longValue).sum();
    assertThat(found.total().keys()).isEqualTo(live.size());
    assertThat(found.total().liveBytes()).isEqualTo(liveBytes);
    assertThat(found.total().historyBytes()).isEqualTo(all - liveBytes);
    assertThat(found.total().tombstones()).isEqualTo(tombstones);
    assertThat(found.total().versions()).isEqualTo(changes.size() - tombstones);
    assertThat(found.facts().revision()).isEqualTo(etcd.revision());
    assertThat(found.parts().sizeBytes()).isEqualTo(etcd.bytes().length);
    assertThat(found.rows().stream().map(PrefixSums::sums).reduce(KeySums.NONE, KeySums::plus))
        .isEqualTo(found.total());
  }

  /** With so little room that the keys are looked at in several walks. */
  @Property(tries = 5)
  void manyWalksFindWhatOneFinds(@ForAll Random random) throws IOException {
    EtcdImage etcd = new EtcdImage(4096);
    for (int i = 0; i < 9000; i++) {
      String key = "/registry/pods/ns/" + random.nextInt(6000);
      if (random.nextInt(5) == 0) {
        etcd.delete(key);
      } else {
        etcd.put(key, random.nextInt(50));
      }
    }
    byte[] content = etcd.bytes();

    Analysis one = analysis(content, 10 << 20);
    Analysis many = analysis(content, 2048);

    assertThat(many).isEqualTo(one);
  }

  /** Whatever bytes are changed, cut off or copied over others: an answer, or one line. */
  @Property(tries = 300)
  void damagedFileIsAnsweredOrRefused(
      @ForAll("changes") List<Change> changes, @ForAll Random random) throws IOException {
    byte[] content = written(PAGE_SIZES.get(random.nextInt(2)), changes).bytes();
    int damages = 1 + random.nextInt(8);
    for (int i = 0; i < damages; i++) {
      damage(content, random);
    }

    try {
      Analysis analysis = analysis(content, 1 << 20);

      assertThat(analysis.parts().sizeBytes())
          .isEqualTo(analysis.pages().pages() * analysis.pages().pageSize());
    } catch (BoltFileException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
    }
  }

  private static void damage(byte[] content, Random random) {
    int at = random.nextInt(content.length);
    switch (random.nextInt(4)) {
      case 0 -> content[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> content[at] = (byte) random.nextInt();
      case 2 -> {
        // In the head of a page, which counts most.
        int page = at / 1024 * 1024;
        content[page + random.nextInt(48)] = (byte) random.nextInt();
      }
      default -> {
        int from = random.nextInt(content.length) / 1024 * 1024;
        System.arraycopy(content, from, content, at / 1024 * 1024, 1024);
      }
    }
  }
}
