package dev.etcdstorage.exporter.keyspace.prefix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.PrefixPattern;
import dev.etcdstorage.exporter.etcd.Key;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DepthAndPatternPrefixTest {
  @ParameterizedTest
  @CsvSource({
    "1, /calico/ipam/v2/x, /calico",
    "2, /calico/ipam/v2/x, /calico/ipam",
    "3, /calico/ipam, /calico/ipam",
    "1, cilium/state/x, cilium",
    "2, cilium/state/x, cilium/state",
    "1, /calico, /calico",
    "1, /calico/, /calico",
    "1, name, name",
    "1, /, /",
    "1, //a, /",
    "2, //a/b, //a",
  })
  void depthCountsPartsBetweenSlashes(int depth, String key, String prefix) {
    assertThat(new DepthPrefix(depth).prefix(Key.of(key))).isEqualTo(prefix);
  }

  @Test
  void longNameWithoutSlashIsCut() {
    String most = "n".repeat(64);
    String cut = "n".repeat(63) + "…";

    assertThat(new DepthPrefix(1).prefix(Key.of(most))).isEqualTo(most);
    assertThat(new DepthPrefix(1).prefix(Key.of(most + "n"))).isEqualTo(cut);
    assertThat(new DepthPrefix(1).prefix(Key.of(most + "x".repeat(9_000) + "/a"))).isEqualTo(cut);
    assertThat(new DepthPrefix(1).prefix(Key.of("/" + "n".repeat(500))))
        .isEqualTo("/" + "n".repeat(126) + "…");
  }

  @Test
  void cutDoesNotSplitACharacter() {
    assertThat(new DepthPrefix(1).prefix(Key.of("/" + "n".repeat(125) + "𝒳nn")))
        .isEqualTo("/" + "n".repeat(125) + "…");
  }

  private static String own(String match, String prefix, Key key) {
    return new PatternPrefix(List.of(PrefixPattern.of(match, prefix)), new DepthPrefix(1))
        .prefix(key);
  }

  private static String own(String match, String prefix, String key) {
    return own(match, prefix, Key.of(key));
  }

  @Test
  void groupsStandInThePrefix() {
    assertThat(own("/(t[^/]*)/([^/]*)/", "$2 of $1", "/tenant/db/x")).isEqualTo("db of tenant");
    assertThat(own("/a(b)?", "a $1.", "/a/x")).isEqualTo("a .");
    assertThat(own("(/)(x)?(y)?", "$2$3", "/a")).isEqualTo("(empty)");
    assertThat(own("(a)(b)(c)(d)(e)(f)(g)(h)(i)", "$9$1", "abcdefghi/x")).isEqualTo("ia");
    assertThat(own("(.*)", "$1", "/" + "é".repeat(300))).isEqualTo("/" + "é".repeat(126) + "…");
  }

  @Test
  void patternMustBeFoundAtTheBeginning() {
    assertThat(own("b", "x", "a/b")).isEqualTo("a");
    assertThat(own("a", "x", "a/b")).isEqualTo("x");
  }

  @Test
  void firstPatternThatMatchesCounts() {
    PrefixMapper mapper =
        new PatternPrefix(
            List.of(PrefixPattern.of("/a/", "one"), PrefixPattern.of("/", "two")),
            new DepthPrefix(1));

    assertThat(mapper.prefix(Key.of("/a/b"))).isEqualTo("one");
    assertThat(mapper.prefix(Key.of("/b/b"))).isEqualTo("two");
    assertThat(mapper.prefix(Key.of("b/b"))).isEqualTo("b");
  }

  @Test
  void onlyTheFirstKilobyteIsLookedAt() {
    assertThat(own("x*y", "found", "x".repeat(1023) + "y")).isEqualTo("found");
    assertThat(own("x*y", "found", "x".repeat(1024) + "y")).isNotEqualTo("found");
    assertThat(own("x*$", "found", "x".repeat(1024) + "y")).isEqualTo("found");
    // The escapes of a kilobyte of binary are four times as long, and all there.
    assertThat(own("(?:.x01)*y", "found", PrefixFixture.bytes("\u0001".repeat(1023) + "y")))
        .isEqualTo("found");
  }

  @ParameterizedTest
  @CsvSource({
    "plain, plain",
    "a\u00c3\u00a9b, aéb",
    "a\u00c3b, a\\xc3b",
    "\u00e2\u0082\u00ac\u00f0\u009d\u0092\u00b3, €𝒳",
    "a\\b, a\\x5cb",
    "a\u0000\u007f\u001fb, a\\x00\\x7f\\x1fb",
    // Overlong, a surrogate, beyond Unicode, cut short, a control character, a line separator.
    "\u00c0\u00af, \\xc0\\xaf",
    "\u00e0\u0080\u00af, \\xe0\\x80\\xaf",
    "\u00f0\u0080\u0080\u00af, \\xf0\\x80\\x80\\xaf",
    "\u00ed\u00a0\u0080, \\xed\\xa0\\x80",
    "\u00f4\u0090\u0080\u0080, \\xf4\\x90\\x80\\x80",
    "\u00f5\u0080\u0080\u0080, \\xf5\\x80\\x80\\x80",
    "\u00e2\u0082, \\xe2\\x82",
    "\u00c2\u0085, \\xc2\\x85",
    "\u00e2\u0080\u00a8, \\xe2\\x80\\xa8",
    "\u00ff\u0080, \\xff\\x80",
  })
  void bytesThatAreNoTextAreEscaped(String latin1, String prefix) {
    assertThat(new DepthPrefix(1).prefix(PrefixFixture.bytes(latin1))).isEqualTo(prefix);
    assertThat(own("(.*)", "$1", PrefixFixture.bytes(latin1))).isEqualTo(prefix);
  }
}
