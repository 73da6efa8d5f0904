package dev.etcdstorage.exporter.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.storage.Growth.Look;
import java.util.List;
import java.util.function.IntToLongFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** What ends a window, and what does not. */
class WindowPropertiesTest {
  private static final long MIB = 1L << 20;
  private static final long HIGH = 8192;

  private static List<Look> looks(int minutes, IntToLongFunction size, IntToLongFunction inUse) {
    return WindowTest.looks(
        minutes, m -> size.applyAsLong(m) * MIB, m -> inUse.applyAsLong(m) * MIB);
  }

  @Property
  void aSmallerFileEndsEveryWindow(
      @ForAll @IntRange(min = 120, max = 200) int at,
      @ForAll @IntRange(max = 3) int since,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double left) {
    IntToLongFunction bytes = m -> m < at ? HIGH - 200 + m : (long) (left * HIGH);

    for (Window window : Window.values()) {
      assertThat(window.pace(looks(at + since, bytes, bytes))).isEqualTo(Pace.UNKNOWN);
    }
  }

  /** Whatever came before: the pace is that of the looks since, as if there were no others. */
  @Property
  void aLargeCompactionLeavesNothingOfWhatCameBefore(
      @ForAll @IntRange(min = 20, max = 200) int at,
      @ForAll @IntRange(max = 150) int since,
      @ForAll @DoubleRange(min = 0.01, max = 0.6) double left,
      @ForAll @IntRange(max = 30) int before,
      @ForAll @IntRange(max = 20) int after) {
    IntToLongFunction inUse =
        m -> m < at ? 1000 + (long) before * m : (long) (left * 1000) + (long) after * (m - at);
    List<Look> looks = looks(at + since, m -> HIGH, inUse);
    List<Look> anew = looks.subList(at, looks.size());

    for (Window window : Window.values()) {
      assertThat(window.pace(looks)).isEqualTo(window.pace(anew));
    }
  }

  @Property
  void regularCompactionEndsNoWindowHoweverDeepItsTeethAre(
      @ForAll @IntRange(min = 3, max = 5) int cycle,
      @ForAll @IntRange(min = 1, max = 2000) int live,
      @ForAll @IntRange(min = 1, max = 500) int churn,
      @ForAll @IntRange(min = 130, max = 260) int minutes) {
    List<Look> looks = looks(minutes, m -> HIGH, m -> live + (long) churn * (m % cycle));

    for (Window window : Window.values()) {
      assertThat(window.pace(looks).size()).isPresent();
      assertThat(window.pace(looks).inUse()).isPresent();
    }
  }
}
