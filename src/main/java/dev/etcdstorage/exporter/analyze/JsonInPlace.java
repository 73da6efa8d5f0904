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

/** JSON of a file, read where it is mapped, and no further than somebody asks. */
final class JsonInPlace {
  private JsonInPlace() {}

  /** Over a value that lies there. */
  static JsonReader of(ByteBuffer bytes, int at, int length) {
    return new JsonReader(new Utf8(bytes.slice(at, length)));
  }

  /** What to do with a field; it reads the value, or skips it. */
  interface Field {
    void read(String name, JsonReader value) throws IOException;
  }

  /** Goes over an object; of anything else there are no fields. */
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

  /** A text; empty where it is something else. */
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
      // The file is closed by whoever opened it.
    }
  }
}
