package dev.etcdstorage.exporter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixPatternTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "( 0",
        "a(b 1",
        "a(b(c)d 1",
        "(a(b) 0",
        "(a)(b 3",
        "\\((b 2",
        "[(](b 3",
        "[](](b 4",
        "[[:alpha:](](b 12",
        "[(-[:alpha:](b 12",
        "\\Q(\\E(b 5",
        "a) 1",
        "(a)b)c 4",
        "[ 0",
        "[a][a 3",
        "a[z-a] 2",
        "a** 1",
        "[**]a** 5",
        "\\**a** 4",
        "a**b** 1",
        "* 0",
        "a|* 2",
        "\\*(*) 3",
        "a\\q 1",
        "a\\ 1",
        "\\\\\\q 2",
        "(?P<a>x)(?P<a 8",
        "(?P<a>x)(?P<a>y) 12",
        "a(?=b) 1",
        "a{3,2} 1",
        "a{1001} 1",
        "x𝒳(* 4"
      })
  void faultIsSaidWhereItStands(String pattern, int position) {
    assertThat(PatternFault.of(pattern)).map(PatternFault::position).contains(position);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/tenants/([^/]+)/",
        "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        "(?i)/[^/]{1,63}/(pods|nodes)",
        "\\x{10FFFF}\\p{Greek}[[:alpha:]]{2,}",
        "a{b",
        "é+"
      })
  void ordinaryPatternsAreTaken(String pattern) {
    assertThat(PrefixPattern.of(pattern, "x").match()).isEqualTo(Pattern.compile(pattern));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "((a{1000}){1000}){1000}",
        "((((((((((a{999}){999}){999}){999}){999}){999}){999}){999}){999}){999}",
        "(a{500}b{500}){2}",
        "(((((a{9}{9}){9}){9}){9}"
      })
  void costlyPatternsAreRefusedBeforeTheyAreCompiled(String pattern) {
    assertThatThrownBy(() -> PrefixPattern.of(pattern, "x"))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("repeats too much");
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

  /** RE2/J 1.8 would compile these for ever. */
  @ParameterizedTest
  @ValueSource(
      strings = {"(?i)[a-\uD835\uDCB3]", "(?i)\u1C80", "(?i)[a-\\x{1D4B3}]", "(?si:\\x{1c88})"})
  void ignoringCaseBeyondWhatTheLibraryCanFoldIsRefused(String pattern) {
    assertThat(PatternFault.of(pattern))
        .contains(new PatternFault(0, "(?i) does not go with characters from \\x{1C80} on"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"(?i)\u00E9[a-\u00E9]", "[a-\uD835\uDCB3]\u1C80", "(?i)\\x{1C7F}\\pL"})
  void ignoringCaseBelowThatIsTaken(String pattern) {
    assertThat(PatternFault.of(pattern)).isEmpty();
  }

  /** Braces that bound nothing are characters, and count as such. */
  @ParameterizedTest
  @ValueSource(strings = {"{}", "{,}", "{,3}", "a{,}{}"})
  void bracesWithoutABoundAreText(String pattern) {
    assertThat((long) Pattern.compile(pattern).programSize())
        .isLessThanOrEqualTo(2 * PatternShape.of(pattern).size() + 4);
  }

  /** Whatever is written: taken and cheap, or refused with a position that lies in it. */
  @Property(tries = 4000)
  void faultLiesInThePattern(@ForAll("patterns") String pattern) {
    if (pattern.isEmpty() || PatternShape.of(pattern).size() > 1000) {
      return;
    }

    Optional<PatternFault> fault = PatternFault.of(pattern);
    if (fault.filter(found -> found.what().startsWith("(?i)")).isPresent()) {
      return; // RE2/J would not end
    }

    try {
      int size = Pattern.compile(pattern).programSize();
      assertThat(fault).isEmpty();
      assertThat((long) size).isLessThanOrEqualTo(2 * PatternShape.of(pattern).size() + 4);
    } catch (PatternSyntaxException e) {
      assertThat(fault).isPresent();
      assertThat(fault.get().position()).isBetween(0, pattern.length() - 1);
    }
  }

  /** What comes before the fault is none, but for what it leaves open. */
  @Property(tries = 2000)
  void faultIsFoundWhereGoodTextEnds(@ForAll("patterns") String pattern) {
    String good = "a\\(b[(*]";
    if (pattern.isEmpty() || PatternShape.of(pattern).size() > 900) {
      return;
    }

    Optional<PatternFault> alone = PatternFault.of(pattern);
    Optional<PatternFault> after = PatternFault.of(good + "(?:)" + pattern);

    // With something before it, a repetition has something to repeat.
    if (alone.isPresent() && !alone.get().what().startsWith("missing argument")) {
      assertThat(after.orElseThrow().position())
          .isEqualTo(alone.get().position() + good.length() + "(?:)".length());
    }
  }
}
