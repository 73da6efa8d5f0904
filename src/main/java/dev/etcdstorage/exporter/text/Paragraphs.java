package dev.etcdstorage.exporter.text;

/** A text for a terminal, line by line; nothing from etcd can steer the terminal. */
public final class Paragraphs {
  private static final int WIDTH = 80;

  private final StringBuilder text = new StringBuilder();

  public void line(String line) {
    text.append(Visible.text(line)).append('\n');
  }

  public void gap() {
    text.append('\n');
  }

  /** A sentence, wrapped between words; its further lines are indented to where it begins. */
  public void wrapped(String lead, String sentence) {
    String indent = " ".repeat(lead.length());
    StringBuilder line = new StringBuilder(lead);
    boolean first = true;
    for (String word : sentence.split(" ", -1)) {
      if (!first && line.length() + 1 + word.length() > WIDTH) {
        line(line.toString());
        line = new StringBuilder(indent);
        first = true;
      }
      line.append(first ? "" : " ").append(word);
      first = false;
    }
    line(line.toString());
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
