package dev.etcdstorage.exporter.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KeyTest {
  @Test
  void textIsShownAsItIs() {
    assertThat(Key.of("/registry/pods/größe/日本 x")).hasToString("/registry/pods/größe/日本 x");
    assertThat(Key.of("")).hasToString("");
  }

  @Test
  void whatIsNoTextIsEscapedAndTheRestStaysReadable() {
    byte[] latin = "/a/grö\u0000ße\\n".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(Key.of(latin)).hasToString("/a/gr\\xf6\\x00\\xdfe\\x5cn");
    assertThat(Key.of("a\u200bb\u202ec\u2028d"))
        .hasToString("a\\xe2\\x80\\x8bb\\xe2\\x80\\xaec\\xe2\\x80\\xa8d");
  }

  @Test
  void textOfAPartReadsNoMoreThanIsNeeded() {
    Key key = Key.of("0123456789");

    assertThat(key.text(2, 6, 100)).isEqualTo("2345");
    assertThat(key.text(2, 10, 3)).isEqualTo("2345");
  }
}
