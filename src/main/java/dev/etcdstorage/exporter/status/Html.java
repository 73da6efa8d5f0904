package dev.etcdstorage.exporter.status;

import java.util.List;

/** A page put together from parts; every text is escaped, keys above all. */
final class Html {
  private final StringBuilder page = new StringBuilder();

  Html(String title) {
    page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">")
        .append("<meta name=\"viewport\" content=\"width=device-width\">")
        .append("<title>")
        .append(escape(title))
        .append("</title></head>\n<body>\n<h1>")
        .append(escape(title))
        .append("</h1>\n");
  }

  void text(String text) {
    page.append("<p>").append(escape(text)).append("</p>\n");
  }

  void heading(String text) {
    page.append("<h2>").append(escape(text)).append("</h2>\n");
  }

  void links(List<String> paths) {
    page.append("<ul>\n");
    for (String path : paths) {
      String safe = escape(path);
      page.append("<li><a href=\"").append(safe).append("\">").append(safe).append("</a></li>\n");
    }
    page.append("</ul>\n");
  }

  /** A table, or nothing where it would have no rows. */
  void table(String caption, List<String> heads, List<List<String>> rows) {
    if (rows.isEmpty()) {
      return;
    }
    page.append("<table>\n<caption>").append(escape(caption)).append("</caption>\n<tr>");
    heads.forEach(head -> page.append("<th scope=\"col\">").append(escape(head)).append("</th>"));
    page.append("</tr>\n");
    for (List<String> row : rows) {
      page.append("<tr>");
      row.forEach(cell -> page.append("<td>").append(escape(cell)).append("</td>"));
      page.append("</tr>\n");
    }
    page.append("</table>\n");
  }

  String end() {
    return page.append("</body>\n</html>\n").toString();
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
