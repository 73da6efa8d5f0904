package dev.etcdstorage.exporter.testkit.data;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.etcdstorage.exporter.testkit.util.Json;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * One object of a rendered kustomization or chart.
 *
 * @param fields as they stand in the YAML
 */
public record Manifest(Map<String, Object> fields) {
  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Stream.<Class<? extends HasMetadata>>of(
              ConfigMap.class,
              CronJob.class,
              DaemonSet.class,
              Deployment.class,
              Namespace.class,
              NetworkPolicy.class,
              Pod.class,
              PodMonitor.class,
              PrometheusRule.class,
              Secret.class,
              Service.class,
              ServiceAccount.class,
              ServiceMonitor.class,
              StatefulSet.class)
          .collect(Collectors.toMap(Manifest::key, Function.identity()));

  /** fabric8's models would keep what they do not know, in a map of their own. */
  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .annotationIntrospector(
              new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                  return false;
                }
              })
          .build();

  /** The documents of a YAML text that say something; a field that stands twice fails. */
  public static List<Manifest> parse(String yaml) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    List<Manifest> manifests = new ArrayList<>();
    for (Object document : new Yaml(new SafeConstructor(options)).loadAll(yaml)) {
      if (document != null) {
        manifests.add(new Manifest(texts(document)));
      }
    }
    return List.copyOf(manifests);
  }

  private static Map<String, Object> texts(Object document) {
    Map<String, Object> fields = new LinkedHashMap<>();
    ((Map<?, ?>) document).forEach((name, value) -> fields.put(String.valueOf(name), value));
    return fields;
  }

  private static String key(Class<? extends HasMetadata> type) {
    return HasMetadata.getApiVersion(type) + " " + HasMetadata.getKind(type);
  }

  /** Its model; fails for a kind that is not known here, and for a field that the kind lacks. */
  public HasMetadata model() {
    Class<? extends HasMetadata> type = KINDS.get(text("apiVersion") + " " + kind());
    if (type == null) {
      throw new AssertionError(this + ": no model for this kind and version");
    }
    try {
      return STRICT.convertValue(fields, type);
    } catch (IllegalArgumentException e) {
      throw new AssertionError(this + ": " + e.getMessage(), e);
    }
  }

  public String kind() {
    return text("kind");
  }

  public String name() {
    return model().getMetadata().getName();
  }

  private String text(String field) {
    return String.valueOf(fields.get(field));
  }

  /** Those of one kind, as their models. */
  public static <T> List<T> all(List<Manifest> manifests, Class<T> type) {
    return manifests.stream()
        .map(Manifest::model)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  @Override
  public String toString() {
    return kind() + " " + new Json(fields).at("metadata").text("name");
  }
}
