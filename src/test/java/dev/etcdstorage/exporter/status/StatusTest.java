package dev.etcdstorage.exporter.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.etcdstorage.exporter.metrics.GoldenPage;
import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.testkit.data.CommittedFile;
import dev.etcdstorage.exporter.testkit.util.Json;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The document of {@code /api/v1/status}. */
class StatusTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:30Z");
  private static final List<Observed> BUSY = GoldenPage.KEYSPACE.observed();

  @Test
  void documentIsAsItWasCommitted() {
    CommittedFile.assertCurrent(
        Path.of("src/test/resources/golden/status.json"),
        StatusJson.of("1.2.3", Optional.empty(), NOW, List.of(), BUSY),
        "golden.write");
  }

  @Test
  void hostileKeysAreTextInTheDocument() {
    // Given a hot key with markup in its name

    // When
    String document = StatusJson.of("1.2.3", Optional.empty(), NOW, List.of(), BUSY);

    // Then
    assertThat(document).doesNotContain("<b>");
    assertThat(hotKeys(document).get(0).text("key")).isEqualTo("/registry/pods/shop/<b>cart-0</b>");
  }

  @Test
  void hiddenKeyShowsItsPrefixAlone() {
    Json hidden = hotKeys(StatusJson.of("1.2.3", Optional.empty(), NOW, List.of(), BUSY)).get(1);

    assertThat(hidden.at("key").value()).isNull();
    assertThat(hidden.text("prefix")).isEqualTo("leases");
  }

  @Test
  void liveKeysSayOfWhichRevisionTheyAreAndByWhat() {
    Json keyspace = document(GoldenPage.KEYSPACE).list("clusters").get(0).at("keyspace");

    Json live = keyspace.at("live");
    assertThat(live.text("by")).isEqualTo("scan and watch");
    assertThat(live.number("revision")).isEqualTo(2_900_700);
    assertThat(live.number("guessedBytes")).isEqualTo(120_000);
    assertThat(live.number("keys")).isEqualTo(1_410);
    assertThat(live.list("prefixes").get(0).number("keys")).isEqualTo(1_300);
    // and the scan stays what it was
    assertThat(keyspace.at("scan").at("last").number("keys")).isEqualTo(1_310);
  }

  @Test
  void scanUnderWaySaysHowFarItIs() {
    Json scan = document(GoldenPage.WATCH_OFF).list("clusters").get(0).at("keyspace").at("scan");

    assertThat(scan.at("progress").number("keys")).isEqualTo(312_000);
    assertThat(scan.at("progress").number("ofKeys")).isEqualTo(1_000_000);
    assertThat(scan.at("progress").number("estimatedBytes")).isEqualTo(170_000_000);
    assertThat(scan.at("progress").number("seconds")).isEqualTo(31);
  }

  @Test
  void firstScanUnderWayGivesAFirstEstimateOfTheParts() {
    Json member = members(GoldenPage.WATCH_OFF).get(0);

    Json first = member.at("firstEstimate");
    assertThat(first.number("liveBytes")).isEqualTo(190_000_000);
    assertThat(
            first.number("liveBytes")
                + first.number("historyBytes")
                + first.number("slackBytes")
                + first.number("freeBytes"))
        .isEqualTo(member.number("sizeBytes"));
    assertThat(document(GoldenPage.WATCH_OFF).toString()).doesNotContain("historyBy=");
    assertThat(members(GoldenPage.KEYSPACE).get(0).toString()).doesNotContain("firstEstimate");
  }

  @Test
  void growthHasPaceAndTimeToFullByWindow() {
    List<Json> members = members(GoldenPage.GROWING);

    // Given one that grows by 2 MiB a minute
    Json grows = members.get(0).list("growth").get(0);
    assertThat(grows.text("window")).isEqualTo("short");
    assertThat(grows.number("sizeBytesPerSecond")).isBetween(34_952L, 34_953L);
    assertThat(grows.number("inUseBytesPerSecond")).isBetween(17_476L, 17_477L);
    assertThat(grows.number("secondsToFull")).isBetween(32_829L, 32_830L);

    // one that stands still: its pace is known, and it is never full
    Json still = members.get(1).list("growth").get(1);
    assertThat(still.text("window")).isEqualTo("long");
    assertThat(still.at("sizeBytesPerSecond").value()).isEqualTo(0.0);
    assertThat(still.at("secondsToFull").value()).isNull();

    // and one that was seen for a minute
    assertThat(members.get(2).list("growth").get(0).at("sizeBytesPerSecond").value()).isNull();
  }

  @Test
  void membersThatNobodySeesAreNamedWithTheReason() {
    Json cluster = document(GoldenPage.UNWATCHED).list("clusters").get(0);

    assertThat(cluster.list("members")).hasSize(2);
    assertThat(cluster.list("unwatched"))
        .extracting(member -> member.text("name"), member -> member.text("reason"))
        .containsExactly(
            tuple("8211f1d0f64f3269", "never_started"), tuple("etcd-4", "wrong_address"));
    assertThat(cluster.list("endpointWarnings").get(0).text("problem"))
        .isEqualTo("several_members");
  }

  @Test
  void historyIsThreeListsOfTheSameLength() {
    Json history = members(GoldenPage.GROWING).get(2).at("history");

    assertThat(history.list("times"))
        .extracting(Json::value)
        .containsExactly(1767268740, 1767268800);
    assertThat(history.list("sizeBytes")).hasSize(2);
    assertThat(history.list("inUseBytes")).hasSize(2);
  }

  @Test
  void adviceNamesTheCommandAndTheRunbook() {
    Json advice = members(GoldenPage.NOSPACE).get(0).at("advice");

    assertThat(advice.text("urgency")).isEqualTo("critical");
    assertThat(advice.text("words")).contains("refuses writes");
    assertThat(advice.text("command")).isEqualTo("recover");
    assertThat(advice.text("runbook")).endsWith("/docs/runbooks/EtcdNoSpaceAlarm.md");
  }

  @Test
  void maintenanceTellsEachMembersLastRunAndWhatHeldItBack() {
    Json maintenance = document(GoldenPage.MAINTAINED).list("clusters").get(0).at("maintenance");

    assertThat(maintenance.at("enabled").value()).isEqualTo(true);
    assertThat(maintenance.list("refusals")).hasSize(1);
    assertThat(maintenance.list("refusals").get(0).text("guard")).isEqualTo("apply_lag");
    assertThat(maintenance.list("refusals").get(0).number("times")).isEqualTo(2);
    Json failed = maintenance.list("members").get(1);
    assertThat(failed.text("name")).isEqualTo("etcd-2");
    assertThat(failed.number("failed")).isEqualTo(1);
    assertThat(failed.at("last").text("detail")).isEqualTo("no answer within 10 minutes");
    assertThat(failed.at("last").at("succeeded").value()).isEqualTo(false);
  }

  /** Whatever is unknown is left out; a null would be read as a value. */
  @ParameterizedTest
  @EnumSource
  void documentIsValidAndHasNoNulls(GoldenPage golden) {
    String document = StatusJson.of("1.2.3", Optional.empty(), NOW, List.of(), golden.observed());

    assertThat(Json.parse(document).value()).isInstanceOf(Map.class);
    assertThat(document).doesNotContain("null").doesNotContain("NaN");
  }

  private static Json document(GoldenPage golden) {
    return Json.parse(StatusJson.of("1.2.3", Optional.empty(), NOW, List.of(), golden.observed()));
  }

  private static List<Json> members(GoldenPage golden) {
    return document(golden).list("clusters").get(0).list("members");
  }

  private static List<Json> hotKeys(String document) {
    return Json.parse(document).list("clusters").get(0).at("keyspace").at("watch").list("hotKeys");
  }
}
