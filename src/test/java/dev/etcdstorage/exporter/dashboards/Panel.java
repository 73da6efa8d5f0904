package dev.etcdstorage.exporter.dashboards;

import dev.etcdstorage.exporter.testkit.util.Json;
import java.util.List;

/** A panel, or a row, of a dashboard. */
record Panel(String dashboard, Json json) {
  /** Where it is on the grid of 24 columns. */
  record Place(long x, long y, long width, long height) {
    boolean overlaps(Place other) {
      return x < other.x + other.width
          && other.x < x + width
          && y < other.y + other.height
          && other.y < y + height;
    }
  }

  String title() {
    return json.text("title");
  }

  String type() {
    return json.text("type");
  }

  boolean isRow() {
    return type().equals("row");
  }

  Place place() {
    Json grid = json.at("gridPos");
    return new Place(grid.number("x"), grid.number("y"), grid.number("w"), grid.number("h"));
  }

  Json defaults() {
    return json.at("fieldConfig").at("defaults");
  }

  List<Json> targets() {
    return json.list("targets");
  }

  List<String> runbooks() {
    return json.list("links").stream().map(link -> link.text("url")).toList();
  }

  /** Where a colour begins, without the colour below them all. */
  static List<Double> limits(Json thresholds) {
    return thresholds.list("steps").stream()
        .map(step -> step.at("value").value())
        .filter(Number.class::isInstance)
        .map(value -> ((Number) value).doubleValue())
        .toList();
  }

  @Override
  public String toString() {
    return dashboard + ": " + title();
  }
}
