package dev.etcdstorage.exporter.testkit.util;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** A JSON document, read by the YAML parser that the project has anyway. */
public record Json(@Nullable Object value) {

  public static Json parse(String text) {
    return new Json(new Yaml(new SafeConstructor(new LoaderOptions())).load(text));
  }

  /** The field of an object; what is absent is null. */
  public Json at(String field) {
    return new Json(value instanceof Map<?, ?> map ? map.get(field) : null);
  }

  public List<Json> items() {
    return value instanceof List<?> list ? list.stream().map(Json::new).toList() : List.of();
  }

  public List<Json> list(String field) {
    return at(field).items();
  }

  /** Go leaves zeros out, so absent is 0. Unsigned 64-bit ids keep their bits. */
  public long number(String field) {
    return at(field).value instanceof Number number ? number.longValue() : 0;
  }

  public String text(String field) {
    return at(field).asText();
  }

  /** The fields of an object, as texts, in their order. */
  public Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, text) -> texts.put(String.valueOf(name), String.valueOf(text)));
    }
    return texts;
  }

  public String asText() {
    return value == null ? "" : value.toString();
  }
}
