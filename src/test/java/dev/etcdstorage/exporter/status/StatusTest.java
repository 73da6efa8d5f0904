package dev.etcdstorage.exporter.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.metrics.GoldenPage;
import dev.etcdstorage.exporter.metrics.Observed;
import dev.etcdstorage.exporter.testkit.CommittedFile;
import dev.etcdstorage.exporter.testkit.Json;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StatusTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:10:00Z");
  private static final List<Observed> BUSY = GoldenPage.KEYSPACE.observed();

  @Test
  void documentIsAsItWasCommitted() {
    CommittedFile.assertCurrent(
        Path.of("src/test/resources/golden/status.json"),
        StatusJson.of("1.2.3", NOW, BUSY),
        "golden.write");
  }

  @Test
  void pageIsAsItWasCommitted() {
    CommittedFile.assertCurrent(
        Path.of("src/test/resources/golden/status.html"),
        StatusPage.html("1.2.3", BUSY, List.of("/metrics")),
        "golden.write");
  }

  @Test
  void hostileKeysAreTextOnThePageAndInTheDocument() {
    // Given a hot key with markup in its name

    // When
    String page = StatusPage.html("1.2.3", BUSY, List.of());
    String document = StatusJson.of("1.2.3", NOW, BUSY);

    // Then
    assertThat(page).contains("&lt;b&gt;cart-0&lt;/b&gt;").doesNotContain("<b>");
    assertThat(document).doesNotContain("<b>");
    assertThat(hotKeys(document).get(0).text("key")).isEqualTo("/registry/pods/shop/<b>cart-0</b>");
  }

  @Test
  void hiddenKeyShowsItsPrefixAlone() {
    Json hidden = hotKeys(StatusJson.of("1.2.3", NOW, BUSY)).get(1);

    assertThat(hidden.at("key").value()).isNull();
    assertThat(hidden.text("prefix")).isEqualTo("leases");
    assertThat(StatusPage.html("1.2.3", BUSY, List.of())).contains("(hidden)");
  }

  /** Whatever is unknown is left out; a null would be read as a value. */
  @ParameterizedTest
  @EnumSource
  void documentIsValidAndHasNoNulls(GoldenPage golden) {
    String document = StatusJson.of("1.2.3", NOW, golden.observed());

    assertThat(Json.parse(document).value()).isInstanceOf(Map.class);
    assertThat(document).doesNotContain("null");
  }

  @ParameterizedTest
  @EnumSource
  void pageNamesEveryMember(GoldenPage golden) {
    String page = StatusPage.html("1.2.3", golden.observed(), List.of());

    for (Observed cluster : golden.observed()) {
      cluster.sample().members().forEach(member -> assertThat(page).contains(member.member()));
    }
  }

  @Test
  void sizesAreReadable() {
    assertThat(Amount.bytes(0)).isEqualTo("0 B");
    assertThat(Amount.bytes(1023)).isEqualTo("1023 B");
    assertThat(Amount.bytes(1024)).isEqualTo("1.0 KiB");
    assertThat(Amount.bytes(8L << 30)).isEqualTo("8.0 GiB");
  }

  private static List<Json> hotKeys(String document) {
    return Json.parse(document).list("clusters").get(0).at("keyspace").at("watch").list("hotKeys");
  }
}
