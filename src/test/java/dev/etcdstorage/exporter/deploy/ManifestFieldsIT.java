package dev.etcdstorage.exporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import dev.etcdstorage.exporter.testkit.data.Installation;
import dev.etcdstorage.exporter.testkit.data.Manifest;
import java.lang.reflect.InvocationTargetException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every field of every manifest, as kubectl renders them, against the kinds' own definitions. */
class ManifestFieldsIT {
  private static final Gson GSON = new Gson();
  private static final Set<String> OF_PROMETHEUS_OPERATOR =
      Set.of("ServiceMonitor", "PodMonitor", "PrometheusRule");

  static List<Installation> installations() {
    return Installation.all();
  }

  @ParameterizedTest
  @MethodSource("installations")
  void noFieldIsUnknown(Installation installation) {
    assertThat(installation.manifests())
        .isNotEmpty()
        .allSatisfy(
            manifest ->
                assertThatCode(manifest::model).as("%s", manifest).doesNotThrowAnyException());
  }

  @ParameterizedTest
  @MethodSource("installations")
  void noRequiredFieldIsMissing(Installation installation) {
    assertThat(installation.manifests())
        .filteredOn(manifest -> !OF_PROMETHEUS_OPERATOR.contains(manifest.kind()))
        .allSatisfy(
            manifest ->
                assertThatCode(() -> validate(manifest))
                    .as("%s", manifest)
                    .doesNotThrowAnyException());
  }

  /** The checks themselves: a model that takes anything would prove nothing. */
  @Test
  void anUnknownAndAMissingFieldAreFound() {
    Manifest service = find("daemonset", "Service");
    Manifest daemonSet = find("daemonset", "DaemonSet");
    Manifest monitor = find("monitoring", "ServiceMonitor");

    assertThatThrownBy(() -> withSpec(service, "clusterIp", "None").model())
        .hasMessageContaining("clusterIp");
    assertThatThrownBy(() -> withSpec(monitor, "endpoint", List.of()).model())
        .hasMessageContaining("endpoint");
    assertThatThrownBy(() -> validate(withSpec(daemonSet, "template", null)))
        .hasRootCauseInstanceOf(IllegalArgumentException.class)
        .rootCause()
        .hasMessageContaining("template");
  }

  /** Each optional component is in one of the installations above, and each other in a folder. */
  @Test
  void noFolderIsLeftOut() {
    Set<String> rendered =
        Installation.all().stream()
            .flatMap(installation -> Set.of(installation.name().split("\\+", -1)).stream())
            .collect(Collectors.toSet());
    Set<String> named =
        installations().stream().map(Installation::name).collect(Collectors.toSet());

    assertThat(named)
        .contains("daemonset", "central", "sidecar", "defrag", "monitoring", "grafana");
    assertThat(Installation.folders("Component"))
        .filteredOn(folder -> !rendered.contains(folder))
        .containsExactly("components/sidecar", "image");
  }

  private static Manifest find(String installation, String kind) {
    return Installation.of(installation).manifests().stream()
        .filter(manifest -> manifest.kind().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  private static Manifest withSpec(Manifest manifest, String field, @Nullable Object value) {
    Map<String, Object> fields = new LinkedHashMap<>(manifest.fields());
    Map<Object, Object> spec =
        new LinkedHashMap<>((Map<?, ?>) fields.getOrDefault("spec", Map.of()));
    if (value == null) {
      spec.remove(field);
    } else {
      spec.put(field, value);
    }
    fields.put("spec", spec);
    return new Manifest(fields);
  }

  /** The Java client's models have a static validator each. */
  private static void validate(Manifest manifest) throws ReflectiveOperationException {
    Class<?> model = Class.forName("io.kubernetes.client.openapi.models.V1" + manifest.kind());
    try {
      model
          .getMethod("validateJsonElement", JsonElement.class)
          .invoke(null, GSON.toJsonTree(manifest.fields()));
    } catch (InvocationTargetException e) {
      throw new AssertionError(
          manifest + ": " + e.getTargetException().getMessage(), e.getTargetException());
    }
  }
}
