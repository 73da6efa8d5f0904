package dev.etcdstorage.exporter.web;

import java.util.List;
import java.util.Locale;

/** Which of two forms of a page a client prefers, by its Accept header (RFC 9110). */
final class AcceptHeader {
  private AcceptHeader() {}

  /** Whether plain text is preferred to HTML; without a preference it is HTML. */
  static boolean prefersPlainText(List<String> accept) {
    String all = String.join(",", accept);
    return quality(all, "text/plain") > quality(all, "text/html");
  }

  /** Of the most exact range that matches; 0 if none does. */
  private static double quality(String accept, String type) {
    int exactness = -1;
    double quality = 0;
    for (String range : accept.split(",", -1)) {
      String[] parts = range.strip().toLowerCase(Locale.ROOT).split(";", -1);
      int match = match(parts[0].strip(), type);
      if (match > exactness) {
        exactness = match;
        quality = quality(parts);
      }
    }
    return quality;
  }

  private static int match(String range, String type) {
    if (range.equals(type)) {
      return 2;
    }
    if (range.equals("text/*")) {
      return 1;
    }
    return range.equals("*/*") ? 0 : -1;
  }

  private static double quality(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip();
      if (parameter.startsWith("q=")) {
        try {
          return Double.parseDouble(parameter.substring(2).strip());
        } catch (NumberFormatException e) {
          return 0;
        }
      }
    }
    return 1;
  }
}
