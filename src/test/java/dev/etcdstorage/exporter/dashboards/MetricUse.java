package dev.etcdstorage.exporter.dashboards;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place in a query that names a metric. */
record MetricUse(PanelQuery query, String name, int start) {
  private static final Pattern ONE_FACT =
      Pattern.compile(
          "(max|min) without \\(instance, pod, container, endpoint, node, host(, \\w+)*\\) $");

  /** What stands in braces behind it. */
  String matchers() {
    Matcher braces = Pattern.compile("\\{([^}]*)}").matcher(query.expression());
    int end = start + name.length();
    return braces.find(end) && braces.start() == end ? braces.group(1) : "";
  }

  /** Whether some parenthesis around it takes what several exporters say for one fact. */
  boolean isOneFact() {
    String text = query.expression();
    int depth = 0;
    for (int i = start - 1; i >= 0; i--) {
      if (text.charAt(i) == ')') {
        depth++;
      } else if (text.charAt(i) == '(' && --depth < 0) {
        depth = 0;
        if (ONE_FACT.matcher(text.substring(0, i)).find()) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return query + ": " + name + "{" + matchers() + "}";
  }
}
