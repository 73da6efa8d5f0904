package dev.etcdstorage.exporter.web;

import java.util.List;

/** A bare page that says what answers here and links to the rest. */
public final class LandingPage {
  private LandingPage() {}

  /**
   * The page as HTML.
   *
   * @param paths to link to, in this order
   */
  public static String html(String version, List<String> paths) {
    StringBuilder links = new StringBuilder();
    for (String path : paths) {
      String safe = escape(path);
      links.append("<li><a href=\"").append(safe).append("\">").append(safe).append("</a></li>\n");
    }
    return """
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><title>etcd-storage-exporter</title></head>
        <body>
        <h1>etcd-storage-exporter</h1>
        <p>Version %s</p>
        <ul>
        %s</ul>
        </body>
        </html>
        """
        .formatted(escape(version), links);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
