package dev.etcdstorage.exporter.testkit.real;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.etcdstorage.exporter.testkit.util.Json;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a Prometheus answers, wherever it runs.
 *
 * @param get the document at a path that begins with {@code /api/v1/}
 */
public record PrometheusApi(Function<String, Json> get) {

  /** One series of an answer, with its last value. */
  public record Series(Map<String, String> labels, double value) {}

  /** An alert of its rules; the state is {@code pending} or {@code firing}. */
  public record Alert(Map<String, String> labels, Map<String, String> annotations, String state) {
    public String name() {
      return labels.getOrDefault("alertname", "");
    }

    public boolean firing() {
      return state.equals("firing");
    }
  }

  /** What an instant query gives. */
  public List<Series> query(String expression) {
    return data("/api/v1/query?query=" + encoded(expression)).list("result").stream()
        .map(
            series ->
                new Series(
                    series.at("metric").texts(),
                    Double.parseDouble(
                        // As Go writes it, and as Java reads it.
                        series.list("value").get(1).asText().replace("Inf", "Infinity"))))
        .toList();
  }

  /** The series of a query over a range of seconds since the epoch. */
  public List<Json> queryRange(String expression, double from, double to, double step) {
    return data("/api/v1/query_range?query="
            + encoded(expression)
            + "&start="
            + from
            + "&end="
            + to
            + "&step="
            + step)
        .list("result");
  }

  /** Pending and firing. */
  public List<Alert> alerts() {
    return data("/api/v1/alerts").list("alerts").stream()
        .map(
            alert ->
                new Alert(
                    alert.at("labels").texts(),
                    alert.at("annotations").texts(),
                    alert.text("state")))
        .toList();
  }

  /** The rules of all groups: health, lastError, and so on. */
  public List<Json> rules() {
    return data("/api/v1/rules").list("groups").stream()
        .flatMap(group -> group.list("rules").stream())
        .toList();
  }

  private Json data(String path) {
    return get.apply(path).at("data");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
