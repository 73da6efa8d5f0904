package dev.etcdstorage.exporter.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The names in the native rules are etcd's: a misspelt one would be silence for ever. */
class NativeMetricsIT {
  /** The other choice, for an etcd that does not have them without {@code debugging} yet. */
  private static final Set<String> UNTIL_3_4 =
      Set.of("etcd_debugging_mvcc_put_total", "etcd_debugging_mvcc_delete_total");

  static List<EtcdBinary> lines() {
    return EtcdBinaries.lines();
  }

  @ParameterizedTest
  @MethodSource("lines")
  void everyNameStandsOnThePageOfEtcd(EtcdBinary binary) {
    // Given
    Set<String> missing =
        Rule.of(Rule.NATIVE).stream()
            .flatMap(rule -> rule.metrics().stream())
            .filter(name -> !name.contains(":"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(missing).hasSizeGreaterThan(6);

    // When
    try (RealEtcd etcd = RealEtcd.start(binary)) {
      String page = etcd.metricsPage();
      missing.removeIf(name -> page.contains("\n" + name + " "));
    }

    // Then
    assertThat(missing).isEqualTo(binary.version().isAtLeast("3.5") ? UNTIL_3_4 : Set.of());
  }
}
