package dev.etcdstorage.exporter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixPatternTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a(b | missing closing ): a(b",
        "a)b | unexpected )",
        "[a | missing closing ]: [a",
        "a[z-a] | invalid character class range: z-a",
        "[**]a** | invalid nested repetition operator: **",
        "a{9}{9} | invalid nested repetition operator: {9}{9}",
        "* | missing argument to repetition operator: *",
        "a(?=b) | invalid or unsupported Perl syntax: (?=",
        "a{3,2} | invalid repeat count: {3,2}"
      })
  void whatIsWrongIsSaid(String pattern, String what) {
    assertThatThrownBy(() -> PrefixPattern.of(pattern, "x"))
        .isInstanceOf(SettingException.class)
        .hasMessage("not a pattern: " + what);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/tenants/([^/]+)/",
        "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        "(?i)/[^/]{1,63}/(pods|nodes)",
        "\\x{10FFFF}\\p{Greek}[[:alpha:]]{2,}",
        "a{b",
        "{}",
        "a{,}{}",
        "é+",
        "([0-9]{1,3}[.]){3}[0-9]{1,3}",
        "(ab){20}/(cd){20}",
        "[0-9a-f]{8}-[0-9a-f]{4}/[0-9a-f]{12}/[0-9a-f]{64}"
      })
  void ordinaryPatternsAreTaken(String pattern) {
    assertThat(PrefixPattern.of(pattern, "x").match()).isEqualTo(Pattern.compile(pattern));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "((a{1000}){1000}){1000}",
        "((((((((((a{999}){999}){999}){999}){999}){999}){999}){999}){999}){999}",
        "((((a{9}b){9}c){9}d){9}",
        "a{1000}\\Q\\E{1000}"
      })
  void costlyPatternsAreRefusedBeforeTheyAreCompiled(String pattern) {
    assertThatThrownBy(() -> PrefixPattern.of(pattern, "x"))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("repeats too often");
  }

  @ParameterizedTest
  @ValueSource(strings = {"(a{500}b{500}){2}", "[^a]{999}[^b]{999}[^c]{999}"})
  void largePatternsAreRefused(String pattern) {
    assertThatThrownBy(() -> PrefixPattern.of(pattern, "x"))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("too large");
  }

  @ParameterizedTest
  @CsvSource({"$,1", "a$,2", "$0,1", "a$3,2", "$1$x,3", "$٣,1"})
  void groupThatIsNotThereIsRefused(String prefix, int character) {
    assertThatThrownBy(() -> PrefixPattern.of("(a)(b)", prefix))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("at character " + character + ": $1 to $9 stand for");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "other", "a\nb", "\ud800"})
  void prefixThatMakesNoLabelIsRefused(String prefix) {
    assertThatThrownBy(() -> PrefixPattern.of("a", prefix)).isInstanceOf(SettingException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 257})
  void lengthIsBounded(int length) {
    assertThatThrownBy(() -> PrefixPattern.of("a".repeat(length), "x"))
        .isInstanceOf(SettingException.class)
        .hasMessage("must have 1 to 256 characters");
    assertThatThrownBy(() -> PrefixPattern.of("a", "x".repeat(129)))
        .isInstanceOf(SettingException.class)
        .hasMessage("must have 1 to 128 characters");
  }

  @Provide
  Arbitrary<String> patterns() {
    Arbitrary<String> pieces =
        Arbitraries.of(
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            "*",
            "+",
            "?",
            "|",
            "\\",
            "^",
            "$",
            ".",
            "-",
            ",",
            ":",
            "<",
            ">",
            "a",
            "b",
            "é",
            "𝒳",
            "Q",
            "E",
            "x",
            "p",
            "P",
            "1",
            "2",
            "40",
            "(?P<n>",
            "(?i)",
            "[:alpha:]",
            "{2,3}",
            "{9}",
            "{}",
            "{,3}",
            "\\Q",
            "\\E",
            "\\pL",
            "\\p{Greek}",
            "\\x{41}",
            "[^");
    return pieces.list().ofMaxSize(14).map(list -> String.join("", list));
  }

  /** RE2/J 1.8 would never finish compiling these. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "(?i)[a-\uD835\uDCB3]",
        "(?i)\u1C80",
        "(?i)[a-\\x{1D4B3}]",
        "(?si:\\x{1c88})",
        "(?i)\\x{0000000001C80}"
      })
  void ignoringCaseBeyondWhatTheLibraryCanFoldIsRefused(String pattern) {
    assertThatThrownBy(() -> PrefixPattern.of(pattern, "x"))
        .hasMessage("(?i) cannot be used with characters from \\x{1C80} on");
  }

  @ParameterizedTest
  @ValueSource(strings = {"(?i)\u00E9[a-\u00E9]", "[a-\uD835\uDCB3]\u1C80", "(?i)\\x{1C7F}\\pL"})
  void ignoringCaseBelowThatIsTaken(String pattern) {
    assertThat(PrefixPattern.of(pattern, "x").match()).isEqualTo(Pattern.compile(pattern));
  }

  /** Compiled before its size is known, so it must be compiled in no time. */
  @Test
  void largestThatIsCompiledIsStillSmall() {
    String pattern = "(" + "[^a]".repeat(60) + "){1000}";

    assertThatThrownBy(() -> PrefixPattern.of(pattern, "x"))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("too large");
    assertThat(Pattern.compile(pattern).programSize()).isLessThan(300_000);
  }

  /** Whatever is written is taken and cheap, or refused in a sentence. */
  @Property(tries = 4000)
  void everyPatternIsCheapOrRefused(@ForAll("patterns") String pattern) {
    try {
      assertThat(PrefixPattern.of(pattern, "x").match().programSize()).isLessThanOrEqualTo(2000);
    } catch (SettingException e) {
      assertThat(e)
          .hasMessageMatching("(?s)not a pattern: .+|must have .+|repeats .+|too .+|\\(\\?i.+");
    }
  }
}
