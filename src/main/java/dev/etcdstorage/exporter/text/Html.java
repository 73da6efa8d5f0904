package dev.etcdstorage.exporter.text;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/** Writes elements one after another; every text and attribute is escaped, keys above all. */
public final class Html {
  /** A new line begins after the end of these, for those who read the source. */
  private static final Set<String> LINES =
      Set.of(
          "html",
          "head",
          "title",
          "meta",
          "style",
          "body",
          "header",
          "nav",
          "main",
          "footer",
          "section",
          "article",
          "div",
          "h1",
          "h2",
          "h3",
          "p",
          "ul",
          "li",
          "dl",
          "dd",
          "figure",
          "figcaption",
          "svg",
          "g",
          "rect",
          "line",
          "path",
          "table",
          "caption",
          "tr");

  private final StringBuilder out = new StringBuilder("<!DOCTYPE html>\n");
  private final Deque<String> open = new ArrayDeque<>();

  /** Begins an element; attributes come as name, value, name, value. */
  public Html open(String tag, String... attributes) {
    start(tag, attributes);
    out.append('>');
    open.push(tag);
    return this;
  }

  /** Ends the element that was begun last. */
  public Html close() {
    String tag = open.pop();
    out.append("</").append(tag).append('>');
    return line(tag);
  }

  /** An element with only text in it. */
  public Html element(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close();
  }

  /** A void element of HTML ({@code meta}). */
  public Html alone(String tag, String... attributes) {
    start(tag, attributes);
    out.append('>');
    return line(tag);
  }

  /** An element without content, of SVG ({@code rect}). */
  public Html shape(String tag, String... attributes) {
    start(tag, attributes);
    out.append("/>");
    return line(tag);
  }

  public Html text(String text) {
    out.append(escape(text));
    return this;
  }

  /** A style sheet of this program, written unescaped: its hash is in the page's policy. */
  public Html style(String css) {
    out.append("<style>").append(css).append("</style>\n");
    return this;
  }

  /** The page so far. */
  public String end() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("still open: " + open);
    }
    return out.toString();
  }

  private void start(String tag, String... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"").append(escape(attributes[i + 1]));
      out.append('"');
    }
  }

  private Html line(String tag) {
    if (LINES.contains(tag)) {
      out.append('\n');
    }
    return this;
  }

  private static String escape(String text) {
    return Visible.text(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
