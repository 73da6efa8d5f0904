package dev.etcdstorage.exporter.status;

import com.google.gson.FormattingStyle;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** JSON written field by field; what is unknown is left out, never null. */
final class JsonText {
  private final StringWriter text = new StringWriter();
  private final JsonWriter json = new JsonWriter(text);

  private JsonText() {
    json.setFormattingStyle(FormattingStyle.PRETTY);
    json.setHtmlSafe(true);
  }

  /** One object, as a text that ends with a line end. */
  static String object(Consumer<JsonText> content) {
    JsonText writer = new JsonText();
    writer.inObject(content);
    return writer.text + "\n";
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

  JsonText field(String name, String value) {
    return write(() -> json.name(name).value(value));
  }

  JsonText field(String name, long value) {
    return write(() -> json.name(name).value(value));
  }

  JsonText field(String name, double value) {
    return write(() -> json.name(name).value(value));
  }

  JsonText field(String name, boolean value) {
    return write(() -> json.name(name).value(value));
  }

  JsonText text(String name, Optional<String> value) {
    value.ifPresent(known -> field(name, known));
    return this;
  }

  JsonText number(String name, OptionalLong value) {
    value.ifPresent(known -> field(name, known));
    return this;
  }

  JsonText number(String name, OptionalDouble value) {
    value.ifPresent(known -> field(name, known));
    return this;
  }

  /** Many numbers, on one line. */
  JsonText numbers(String name, LongStream values) {
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

  JsonText object(String name, Consumer<JsonText> content) {
    return write(() -> json.name(name)).inObject(content);
  }

  <T> JsonText list(String name, Collection<T> items, Consumer<T> content) {
    write(() -> json.name(name).beginArray());
    for (T item : items) {
      inObject(self -> content.accept(item));
    }
    return write(json::endArray);
  }

  private JsonText inObject(Consumer<JsonText> content) {
    write(json::beginObject);
    content.accept(this);
    return write(json::endObject);
  }
}
