package dev.etcdstorage.exporter.status;

import java.util.Locale;

/** Numbers as a person reads them. */
public final class Amount {
  private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB"};

  private Amount() {}

  /** Such as 1.5 GiB. */
  public static String bytes(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = -1;
    do {
      value /= 1024;
      unit++;
    } while (value >= 1024 && unit < UNITS.length - 1);
    return String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }

  static String between(long atLeast, long atMost) {
    return atLeast == atMost ? Long.toString(atLeast) : atLeast + " to " + atMost;
  }
}
