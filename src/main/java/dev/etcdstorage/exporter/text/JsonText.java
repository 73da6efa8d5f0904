package dev.etcdstorage.exporter.text;

import com.google.gson.FormattingStyle;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** Writes JSON field by field; what is unknown is left out, never null. */
public final class JsonText {
  private final StringWriter text = new StringWriter();
  private final JsonWriter json = new JsonWriter(text);

  private JsonText() {
    json.setFormattingStyle(FormattingStyle.PRETTY);
    json.setHtmlSafe(true);
  }

  /** One object, as a text that ends with a line end. */
  public static String object(Consumer<JsonText> content) {
    JsonText writer = new JsonText();
    writer.inObject(content);
    return writer.document();
  }

  /** One object on one line, without a line end. */
  public static String line(Consumer<JsonText> content) {
    JsonText writer = new JsonText();
    writer.json.setFormattingStyle(FormattingStyle.COMPACT);
    writer.json.setHtmlSafe(false);
    writer.inObject(content);
    return Visible.json(writer.text.toString());
  }

  /** An array of objects, as a text that ends with a line end. */
  public static <T> String list(List<T> items, BiConsumer<JsonText, T> content) {
    JsonText writer = new JsonText();
    writer.write(writer.json::beginArray);
    items.forEach(item -> writer.inObject(json -> content.accept(json, item)));
    writer.write(writer.json::endArray);
    return writer.document();
  }

  /** People read it with curl: what would steer their terminal is escaped. */
  private String document() {
    return Visible.json(text + "\n");
  }

  private interface Write {
    void run() throws IOException;
  }

  private JsonText write(Write step) {
    try {
      step.run();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException("a StringWriter does not fail", e);
    }
  }

  public JsonText field(String name, String value) {
    return write(() -> json.name(name).value(value));
  }

  public JsonText field(String name, long value) {
    return write(() -> json.name(name).value(value));
  }

  public JsonText field(String name, double value) {
    return write(() -> json.name(name).value(value));
  }

  public JsonText field(String name, boolean value) {
    return write(() -> json.name(name).value(value));
  }

  public JsonText text(String name, Optional<String> value) {
    value.ifPresent(known -> field(name, known));
    return this;
  }

  public JsonText number(String name, OptionalLong value) {
    value.ifPresent(known -> field(name, known));
    return this;
  }

  public JsonText number(String name, OptionalDouble value) {
    value.ifPresent(known -> field(name, known));
    return this;
  }

  /** Many numbers, on one line. */
  public JsonText numbers(String name, LongStream values) {
    return write(
        () -> {
          json.name(name);
          json.setFormattingStyle(FormattingStyle.COMPACT);
          json.beginArray();
          for (long value : values.toArray()) {
            json.value(value);
          }
          json.endArray();
          json.setFormattingStyle(FormattingStyle.PRETTY);
        });
  }

  public JsonText object(String name, Consumer<JsonText> content) {
    return write(() -> json.name(name)).inObject(content);
  }

  public <T> JsonText list(String name, Collection<T> items, Consumer<T> content) {
    write(() -> json.name(name).beginArray());
    for (T item : items) {
      inObject(self -> content.accept(item));
    }
    return write(json::endArray);
  }

  public JsonText strings(String name, List<String> values) {
    write(() -> json.name(name).beginArray());
    values.forEach(value -> write(() -> json.value(value)));
    return write(json::endArray);
  }

  private JsonText inObject(Consumer<JsonText> content) {
    write(json::beginObject);
    content.accept(this);
    return write(json::endObject);
  }
}
