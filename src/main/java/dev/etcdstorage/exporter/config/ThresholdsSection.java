package dev.etcdstorage.exporter.config;

import dev.etcdstorage.exporter.storage.Thresholds;

/** Reads {@code thresholds:} of the configuration file. */
final class ThresholdsSection {
  private ThresholdsSection() {}

  static Thresholds read(YamlMap map) {
    Thresholds usual = Thresholds.DEFAULT;
    double fragmentation = number(map, "fragmentation", usual.fragmentation());
    double quotaUsage = number(map, "quotaUsage", usual.quotaUsage());
    long worthBytes = map.value("worthBytes", Units::bytes).orElse(usual.worthBytes());
    double worthQuotaRatio = number(map, "worthQuotaRatio", usual.worthQuotaRatio());
    double historyRatio = number(map, "historyRatio", usual.historyRatio());
    long ceiling = map.value("quotaCeilingBytes", Units::bytes).orElse(usual.quotaCeilingBytes());
    map.done();
    return map.here(
        () ->
            new Thresholds(
                fragmentation, quotaUsage, worthBytes, worthQuotaRatio, historyRatio, ceiling));
  }

  private static double number(YamlMap map, String key, double usual) {
    return map.value(key, ThresholdsSection::parse).orElse(usual);
  }

  private static double parse(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a number; write a ratio such as 0.5", e);
    }
  }
}
