package dev.etcdstorage.exporter.keyspace.prefix;

import dev.etcdstorage.exporter.config.PrefixPattern;
import dev.etcdstorage.exporter.config.PrefixSettings;
import dev.etcdstorage.exporter.config.PrefixSettings.Layout;
import dev.etcdstorage.exporter.etcd.Key;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Settings and keys for the tests of this package. */
final class PrefixFixture {
  private PrefixFixture() {}

  static PrefixSettings settings(
      Layout layout, boolean namespaces, int depth, int most, PrefixPattern... patterns) {
    return new PrefixSettings(
        layout, PrefixSettings.DEFAULT.roots(), namespaces, depth, List.of(patterns), most);
  }

  static PrefixSettings kubernetes(boolean namespaces, int most, PrefixPattern... patterns) {
    return settings(Layout.KUBERNETES, namespaces, 1, most, patterns);
  }

  static String prefix(PrefixSettings settings, String key) {
    return Prefixes.mapper(settings, false).prefix(Key.of(key));
  }

  /** As the key is in etcd: bytes, each written as one character up to 0xff. */
  static Key bytes(String latin1) {
    return Key.of(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Keys of all kinds, most of which share their parts, some of them broken. */
  static Arbitrary<Key> keys() {
    Arbitrary<String> parts =
        Arbitraries.of(
            "",
            "registry",
            "pods",
            "services",
            "specs",
            "endpoints",
            "ranges",
            "oauth",
            "a.b",
            "cilium.io",
            "default",
            "kube-system",
            "x",
            "other",
            "\\",
            "\u00c3\u00a9",
            "\u00c3",
            "\u00ff\u0000",
            "\u00ed\u00a0\u0080",
            "compact_rev_key",
            "n".repeat(63),
            "n".repeat(64),
            "n".repeat(65),
            "m".repeat(130),
            "kubernetes.io",
            "…");
    Arbitrary<Key> shaped =
        parts
            .list()
            .ofMinSize(1)
            .ofMaxSize(6)
            .flatMap(
                list ->
                    Arbitraries.of("/registry/", "/", "", "/kubernetes.io/")
                        .map(root -> bytes((root + String.join("/", list)).replace('…', '~'))));
    Arbitrary<Key> random =
        Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(300).map(Key::of);
    Arbitrary<Key> separate =
        Arbitraries.integers().between(0, 999).map(i -> Key.of("/separate" + i + "/x"));
    return Arbitraries.frequencyOf(Tuple.of(6, shaped), Tuple.of(1, random), Tuple.of(2, separate));
  }

  static Arbitrary<PrefixSettings> anySettings() {
    return Combinators.combine(
            Arbitraries.of(Layout.values()),
            Arbitraries.of(true, false),
            Arbitraries.integers().between(1, 8),
            Arbitraries.integers().between(10, 2000),
            Arbitraries.of(true, false))
        .as(
            (layout, namespaces, depth, most, patterns) ->
                patterns
                    ? settings(
                        layout,
                        namespaces,
                        depth,
                        most,
                        PrefixPattern.of("/separate([0-9])([0-9]*)", "own $1"),
                        PrefixPattern.of("(?s)(.)?.*default", "$1"))
                    : settings(layout, namespaces, depth, most));
  }

  static boolean isUtf8(String text) {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      return bytes.hasRemaining();
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
