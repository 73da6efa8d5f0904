package dev.etcdstorage.exporter.analyze;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who wrote an object that is stored as JSON, as custom resources are. */
final class JsonManagers {
  private final List<ManagerEntry> found = new ArrayList<>();

  /** Empty unless it is a Kubernetes object, with a kind followed by metadata. */
  Optional<List<ManagerEntry>> read(ByteBuffer bytes, int at, int length) {
    JsonReader in = JsonInPlace.of(bytes, at, length);
    boolean kind = false;
    try {
      in.beginObject();
      while (in.hasNext()) {
        switch (in.nextName()) {
          case "kind" -> {
            in.skipValue();
            kind = true;
          }
          case "metadata" -> {
            JsonInPlace.eachField(in, this::metadata);
            return kind ? Optional.of(found) : Optional.empty();
          }
          default -> in.skipValue();
        }
      }
      return Optional.empty();
    } catch (IOException | IllegalStateException e) {
      return Optional.empty(); // it is cut off, or not JSON at all
    }
  }

  private void metadata(String name, JsonReader value) throws IOException {
    if (!name.equals("managedFields") || value.peek() != JsonToken.BEGIN_ARRAY) {
      value.skipValue();
      return;
    }
    value.beginArray();
    while (value.hasNext()) {
      if (value.peek() == JsonToken.BEGIN_OBJECT && found.size() < ManagedFields.MOST_ENTRIES) {
        found.add(entry(value));
      } else {
        value.skipValue();
      }
    }
    value.endArray();
  }

  private static ManagerEntry entry(JsonReader in) throws IOException {
    Map<String, String> texts = new HashMap<>();
    JsonInPlace.eachField(
        in,
        (name, value) -> {
          if (value.peek() == JsonToken.STRING) {
            texts.put(name, value.nextString());
          } else {
            value.skipValue();
          }
        });
    return new ManagerEntry(
        shortened(texts, "manager"),
        shortened(texts, "operation"),
        shortened(texts, "subresource"),
        parsed(texts.getOrDefault("time", "")));
  }

  private static String shortened(Map<String, String> texts, String field) {
    String text = texts.getOrDefault(field, "");
    return text.substring(0, Math.min(text.length(), ManagedFields.LONGEST_NAME));
  }

  private static Optional<Instant> parsed(String time) {
    try {
      return Optional.of(Instant.parse(time));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
