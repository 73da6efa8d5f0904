package dev.etcdstorage.exporter.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class VisibleTest {
  @Test
  void whatDoesNotShowBecomesItsNumberAndALineStaysOne() {
    assertThat(Visible.text("a\u001b[31m\n\u202eb\u200f"))
        .isEqualTo("a\\u{1b}[31m\\u{a}\\u{202e}b\\u{200f}");
    assertThat(Visible.text("plain שלום")).isEqualTo("plain שלום");
  }

  @Test
  void severalLinesKeepTheirLayout() {
    assertThat(Visible.lines("e: \u009b2J\n\tat a\n")).isEqualTo("e: \\u{9b}2J\n\tat a\n");
  }

  @Test
  void whatIsCutOffEndsWithAnEllipsisAndNeverInHalfACharacter() {
    assertThat(Visible.cut("abcdef", 4)).isEqualTo("abc…");
    assertThat(Visible.cut("ab😀def", 4)).isEqualTo("ab…");
  }

  @Test
  void jsonIsEscapedInItsOwnWay() {
    assertThat(Visible.json("{\n  \"a\": \"\u009b\u202e\udb40\udc01ü\"\n}"))
        .isEqualTo("{\n  \"a\": \"\\u009b\\u202e\\udb40\\udc01ü\"\n}");
  }

  @Property
  void onlyWhatShowsIsLeft(@ForAll String any) {
    assertThat(Visible.text(any).codePoints()).allMatch(Visible::shows);
  }

  @Property
  void jsonSaysTheSameAsBefore(@ForAll String any) {
    String document = new JsonPrimitive(any).toString();

    String shown = Visible.json(document);

    assertThat(shown.codePoints()).allMatch(Visible::shows);
    assertThat(JsonParser.parseString(shown).getAsString()).isEqualTo(any);
  }
}
