package dev.etcdstorage.exporter.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class JsonTextTest {
  @Test
  void lineHoldsOneObjectAndEndsWithoutALineEnd() {
    String line =
        JsonText.line(
            json ->
                json.field("name", "<a> & 'b'")
                    .field("bytes", 7)
                    .object("inside", inside -> inside.field("yes", true))
                    .strings("words", List.of("x", "y")));

    assertThat(line)
        .isEqualTo(
            "{\"name\":\"<a> & 'b'\",\"bytes\":7,\"inside\":{\"yes\":true},\"words\":[\"x\",\"y\"]}");
  }

  @Test
  void listIsADocumentOfObjectsInTheirOrder() {
    String list = JsonText.list(List.of(1L, 2L), (json, item) -> json.field("number", item));

    assertThat(list.replaceAll("\\s", "")).isEqualTo("[{\"number\":1},{\"number\":2}]");
    assertThat(list).endsWith("]\n");
  }

  @Test
  void whatIsUnknownIsLeftOut() {
    String line =
        JsonText.line(
            json ->
                json.text("name", Optional.empty())
                    .number("bytes", OptionalLong.empty())
                    .number("ratio", OptionalDouble.empty())
                    .text("known", Optional.of("a"))
                    .number("count", OptionalLong.of(3))
                    .number("part", OptionalDouble.of(0.5)));

    assertThat(line).isEqualTo("{\"known\":\"a\",\"count\":3,\"part\":0.5}");
  }

  @Test
  void numbersStandOnOneLineOfADocument() {
    String document =
        JsonText.object(
            json -> json.numbers("sizes", LongStream.of(1, 2, 3)).field("next", "after"));

    assertThat(document).contains("\"sizes\":[1,2,3],\n  \"next\": \"after\"");
  }

  @Test
  void textThatWouldSteerATerminalIsEscaped() {
    assertThat(JsonText.line(json -> json.field("name", "a\u001b[2J\u202e")))
        .isEqualTo("{\"name\":\"a\\u001b[2J\\u202e\"}");
  }
}
