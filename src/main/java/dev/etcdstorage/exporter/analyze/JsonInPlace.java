package dev.etcdstorage.exporter.analyze;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** JSON in a mapped file, read in place and no further than needed. */
final class JsonInPlace {
  private JsonInPlace() {}

  /** A reader of the value at this offset. */
  static JsonReader of(ByteBuffer bytes, int at, int length) {
    return new JsonReader(new Utf8(bytes.slice(at, length)));
  }

  /** What to do with a field; must read the value or skip it. */
  interface Field {
    void read(String name, JsonReader value) throws IOException;
  }

  /** Iterates over an object's fields; anything else has none. */
  static void eachField(JsonReader in, Field field) throws IOException {
    if (in.peek() != JsonToken.BEGIN_OBJECT) {
      in.skipValue();
      return;
    }
    in.beginObject();
    while (in.hasNext()) {
      field.read(in.nextName(), in);
    }
    in.endObject();
  }

  /** A string; empty for anything else. */
  static String text(JsonReader in) throws IOException {
    if (in.peek() == JsonToken.STRING) {
      return in.nextString();
    }
    in.skipValue();
    return "";
  }

  private static final class Utf8 extends Reader {
    private final ByteBuffer bytes;
    private final CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);

    Utf8(ByteBuffer bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read(char[] to, int from, int length) {
      CharBuffer chars = CharBuffer.wrap(to, from, length);
      var unused = decoder.decode(bytes, chars, true);
      int read = length - chars.remaining();
      return read == 0 && length > 0 ? -1 : read;
    }

    @Override
    public void close() {
      // The file is closed by its opener.
    }
  }
}
