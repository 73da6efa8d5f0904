package dev.etcdstorage.exporter.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class KubernetesLoadTest {

  @Test
  void theSameSeedGivesTheSameKeysAndSizes() {
    // When
    List<StoredObject> once = KubernetesLoad.layout(7, 2_000).toList();
    List<StoredObject> again = KubernetesLoad.layout(7, 2_000).toList();
    List<StoredObject> other = KubernetesLoad.layout(8, 2_000).toList();

    // Then
    assertThat(again).isEqualTo(once);
    assertThat(other).isNotEqualTo(once);
  }

  @Property(tries = 50)
  void thereAreAsManyKeysAsAskedForAndNoneTwice(
      @ForAll long seed, @ForAll @IntRange(min = 200, max = 5_000) int objects) {
    // When
    List<String> keys = KubernetesLoad.layout(seed, objects).map(StoredObject::key).toList();

    // Then
    assertThat(keys).hasSize(objects).doesNotHaveDuplicates();
  }

  @Test
  void aMillionKeysAreUniqueToo() {
    // Given
    Set<String> keys = new HashSet<>(1 << 21);
    AtomicReference<String> twice = new AtomicReference<>("");

    // When
    KubernetesLoad.layout(1, 1_000_000)
        .forEach(
            entry -> {
              if (!keys.add(entry.key())) {
                twice.set(entry.key());
              }
            });

    // Then
    assertThat(twice.get()).isEmpty();
    assertThat(keys).hasSize(1_000_000);
  }

  @Test
  void tooFewObjectsAreNoCluster() {
    assertThatThrownBy(() -> KubernetesLoad.layout(1, 50).toList())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("50");
  }

  @Test
  void keysLookLikeThoseOfKubernetes() {
    // When
    List<String> keys = KubernetesLoad.layout(1, 1_000).map(StoredObject::key).toList();

    // Then
    for (String shape :
        List.of(
            "/registry/pods/team-\\d+/[a-z]+-\\d+-[0-9a-f]{9}-[b-z2-9]{5}",
            "/registry/events/[a-z0-9-]+/[a-z0-9-]+\\.[0-9a-f]{16}",
            "/registry/leases/kube-node-lease/node-\\d+",
            "/registry/leases/kube-system/kube-scheduler",
            "/registry/minions/node-\\d+",
            "/registry/masterleases/10\\.0\\.0\\.1",
            "/registry/ranges/serviceips",
            "/registry/services/specs/[a-z0-9-]+/[a-z0-9-]+",
            "/registry/services/endpoints/[a-z0-9-]+/[a-z0-9-]+",
            "/registry/cert-manager\\.io/certificates/[a-z0-9-]+/[a-z0-9-]+-tls",
            "/registry/apiextensions\\.k8s\\.io/customresourcedefinitions/[a-z0-9.-]+",
            "/calico/ipam/v2/host/node-\\d+",
            "compact_rev_key")) {
      assertThat(keys).as(shape).anyMatch(key -> key.matches(shape));
    }
    assertThat(keys)
        .allMatch(
            key ->
                key.startsWith("/registry/")
                    || key.startsWith("/calico/")
                    || key.equals(KubernetesLoad.COMPACT_REV_KEY));
  }

  @Test
  void valuesAreAsLargeAsReality() {
    // When
    List<StoredObject> entries = KubernetesLoad.layout(1, 10_000).toList();

    // Then
    assertThat(mean(entries, "/registry/pods/")).isBetween(3_500.0, 4_500.0);
    assertThat(mean(entries, "/registry/leases/")).isBetween(450.0, 550.0);
    assertThat(largest(entries, "/registry/secrets/")).isBetween(25_000, 30_000);
    assertThat(largest(entries, "/registry/configmaps/")).isGreaterThan(100_000);
    assertThat(entries.stream().filter(entry -> entry.valueBytes() > 100_000).count())
        .as("large ones are few")
        .isLessThan(20);
    assertThat(entries.get(0).atMost(64).valueBytes()).isEqualTo(64);
  }

  private static double mean(List<StoredObject> entries, String prefix) {
    return entries.stream()
        .filter(under(prefix))
        .mapToInt(StoredObject::valueBytes)
        .average()
        .orElseThrow();
  }

  private static int largest(List<StoredObject> entries, String prefix) {
    return entries.stream()
        .filter(under(prefix))
        .mapToInt(StoredObject::valueBytes)
        .max()
        .orElseThrow();
  }

  private static Predicate<StoredObject> under(String prefix) {
    return entry -> entry.key().startsWith(prefix);
  }
}
