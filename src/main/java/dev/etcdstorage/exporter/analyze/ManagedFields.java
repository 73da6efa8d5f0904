package dev.etcdstorage.exporter.analyze;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Who wrote a Kubernetes object, as its {@code metadata.managedFields} tells: names, operations and
 * times, and nothing else of the value.
 *
 * <p>Sources, each of {@code generated.proto}: the envelope {@code k8s\0} and {@code Unknown.raw} 2
 * ( {@code k8s.io/apimachinery/pkg/runtime}); {@code metadata} 1 of every kind ({@code
 * k8s.io/api}); {@code ObjectMeta.managedFields} 17, {@code ManagedFieldsEntry.manager} 1, {@code
 * operation} 2, {@code time} 4, {@code subresource} 8, {@code Time.seconds} 1 ({@code
 * k8s.io/apimachinery/pkg/apis/meta/v1}). Encrypted values begin with {@code k8s:enc:} ({@code
 * k8s.io/apiserver/pkg/storage/value}).
 */
final class ManagedFields {
  private static final byte[] PROTOBUF = {'k', '8', 's', 0};
  private static final byte[] ENCRYPTED = "k8s:enc:".getBytes(StandardCharsets.US_ASCII);
  private static final int LONGEST_NAME = 128;

  private static final int RAW = 2;
  private static final int METADATA = 1;
  private static final int MANAGED_FIELDS = 17;
  private static final int MANAGER = 1;
  private static final int OPERATION = 2;
  private static final int TIME = 4;
  private static final int SUBRESOURCE = 8;
  private static final int SECONDS = 1;

  /** What a value is, as far as it can be told. */
  enum Kind {
    KUBERNETES,
    ENCRYPTED,
    OTHER
  }

  /** No object has more; a damaged one might. */
  private static final int MOST_ENTRIES = 1000;

  private int left;
  private final ProtoCursor outer = new ProtoCursor();
  private final ProtoCursor entry = new ProtoCursor();
  private final ProtoCursor time = new ProtoCursor();

  /**
   * Reads a value.
   *
   * @param entries get those that wrote it, in the order in which the object lists them
   * @return what it is
   */
  Kind read(ByteBuffer bytes, int at, int length, Consumer<ManagerEntry> entries) {
    left = MOST_ENTRIES;
    if (begins(bytes, at, length, PROTOBUF)) {
      protobuf(bytes, at + PROTOBUF.length, length - PROTOBUF.length, entries);
      return Kind.KUBERNETES;
    }
    if (begins(bytes, at, length, ENCRYPTED)) {
      return Kind.ENCRYPTED;
    }
    return length > 0 && bytes.get(at) == '{' && json(bytes, at, length, entries)
        ? Kind.KUBERNETES
        : Kind.OTHER;
  }

  /**
   * The one that wrote last, and so this version: an API server sets the time of whoever changes an
   * object. Of several in the same second it is the last listed.
   */
  static Optional<ManagerEntry> newest(List<ManagerEntry> entries) {
    ManagerEntry newest = null;
    for (ManagerEntry each : entries) {
      if (newest == null
          || !each.time().orElse(Instant.MIN).isBefore(newest.time().orElse(Instant.MIN))) {
        newest = each;
      }
    }
    return Optional.ofNullable(newest);
  }

  private static boolean begins(ByteBuffer bytes, int at, int length, byte[] head) {
    if (length < head.length) {
      return false;
    }
    for (int i = 0; i < head.length; i++) {
      if (bytes.get(at + i) != head[i]) {
        return false;
      }
    }
    return true;
  }

  private void protobuf(ByteBuffer bytes, int at, int length, Consumer<ManagerEntry> entries) {
    if (within(bytes, at, length, RAW) && within(bytes, outer.from(), outer.length(), METADATA)) {
      outer.over(bytes, outer.from(), outer.length());
      while (outer.next()) {
        if (outer.is(MANAGED_FIELDS, ProtoCursor.BYTES) && left-- > 0) {
          entries.accept(entry(bytes, outer.from(), outer.length()));
        }
      }
    }
  }

  /** Goes to the first field of this number. */
  private boolean within(ByteBuffer bytes, int at, int length, int field) {
    outer.over(bytes, at, length);
    while (outer.next()) {
      if (outer.is(field, ProtoCursor.BYTES)) {
        return true;
      }
    }
    return false;
  }

  private ManagerEntry entry(ByteBuffer bytes, int at, int length) {
    String manager = "";
    String operation = "";
    String subresource = "";
    Optional<Instant> when = Optional.empty();
    entry.over(bytes, at, length);
    while (entry.next()) {
      if (entry.is(MANAGER, ProtoCursor.BYTES)) {
        manager = text(bytes, entry.from(), entry.length());
      } else if (entry.is(OPERATION, ProtoCursor.BYTES)) {
        operation = text(bytes, entry.from(), entry.length());
      } else if (entry.is(SUBRESOURCE, ProtoCursor.BYTES)) {
        subresource = text(bytes, entry.from(), entry.length());
      } else if (entry.is(TIME, ProtoCursor.BYTES)) {
        when = seconds(bytes, entry.from(), entry.length());
      }
    }
    return new ManagerEntry(manager, operation, subresource, when);
  }

  private Optional<Instant> seconds(ByteBuffer bytes, int at, int length) {
    time.over(bytes, at, length);
    while (time.next()) {
      if (time.is(SECONDS, ProtoCursor.VARINT)) {
        return instant(time.number());
      }
    }
    return Optional.empty();
  }

  private static Optional<Instant> instant(long seconds) {
    try {
      return Optional.of(Instant.ofEpochSecond(seconds));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static String text(ByteBuffer bytes, int at, int length) {
    byte[] text = new byte[Math.min(length, LONGEST_NAME)];
    bytes.get(at, text);
    return new String(text, StandardCharsets.UTF_8);
  }

  /** False where it is no Kubernetes object: that has a kind, and metadata behind it. */
  private boolean json(ByteBuffer bytes, int at, int length, Consumer<ManagerEntry> entries) {
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
            List<ManagerEntry> found = new ArrayList<>();
            JsonInPlace.eachField(in, (name, value) -> metadata(name, value, found::add));
            found.forEach(entries);
            return kind;
          }
          default -> in.skipValue();
        }
      }
      return false;
    } catch (IOException | IllegalStateException e) {
      return false; // it is cut off, or no JSON at all
    }
  }

  private void metadata(String name, JsonReader value, Consumer<ManagerEntry> entries)
      throws IOException {
    if (!name.equals("managedFields") || value.peek() != JsonToken.BEGIN_ARRAY) {
      value.skipValue();
      return;
    }
    value.beginArray();
    while (value.hasNext()) {
      if (value.peek() == JsonToken.BEGIN_OBJECT && left-- > 0) {
        entries.accept(entry(value));
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
    return text.substring(0, Math.min(text.length(), LONGEST_NAME));
  }

  private static Optional<Instant> parsed(String time) {
    try {
      return Optional.of(Instant.parse(time));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
