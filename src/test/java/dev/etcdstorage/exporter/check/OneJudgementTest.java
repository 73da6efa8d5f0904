package dev.etcdstorage.exporter.check;

import static dev.etcdstorage.exporter.check.ClusterBuilder.GIB;
import static dev.etcdstorage.exporter.check.ClusterBuilder.MIB;
import static dev.etcdstorage.exporter.check.ClusterBuilder.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import dev.etcdstorage.exporter.advice.Advice;
import dev.etcdstorage.exporter.advice.FileFindings;
import dev.etcdstorage.exporter.advice.Finding;
import dev.etcdstorage.exporter.advice.Severity;
import dev.etcdstorage.exporter.check.ClusterBuilder.Seen;
import dev.etcdstorage.exporter.etcd.Alarm;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.sample.EndpointWarning;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Quota;
import dev.etcdstorage.exporter.sample.UnwatchedMember;
import dev.etcdstorage.exporter.status.PageFrame;
import dev.etcdstorage.exporter.status.PlainPage;
import dev.etcdstorage.exporter.status.StatusJson;
import dev.etcdstorage.exporter.status.StatusPage;
import dev.etcdstorage.exporter.testkit.util.Json;
import dev.etcdstorage.exporter.text.OwnCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What is seen is judged once: the page, its API and {@code check} say the same of it. */
class OneJudgementTest {
  private static final PageFrame FRAME =
      new PageFrame(
          "1.2.3",
          NOON,
          Duration.ZERO,
          List.of(),
          List.of(),
          Optional.empty(),
          name -> new OwnCommand(OwnCommand.NAME, ""));

  @Property(tries = 500)
  void pageAndApiAreAsSevereAsWhatCheckFinds(@ForAll("clusters") ClusterBuilder cluster) {
    Examined examined = cluster.examined();
    Severity found =
        ReachFindings.of(examined).stream()
            .map(Finding::severity)
            .reduce(Severity.OK, Severity::worse);
    List<Finding> files = new ArrayList<>();
    for (MemberSample member : examined.members()) {
      files.addAll(FileFindings.of(examined.now(), member, Optional.empty()));
    }
    found = files.stream().map(Finding::severity).reduce(found, Severity::worse);

    assertThat(cluster.diagnosis().findings()).containsAll(files);
    assertThat(worst(examined.now())).isEqualTo(found);
  }

  @Property(tries = 500)
  void theThreeGiveTheSameAdvice(@ForAll("clusters") ClusterBuilder cluster) {
    Observed seen = cluster.examined().now();
    List<Json> api = members(seen);
    String plain = PlainPage.text(FRAME, List.of(seen));
    String html = StatusPage.html(FRAME, List.of(seen));
    List<String> cards = Splitter.on("<article").splitToList(html);
    Diagnosis check = cluster.diagnosis();
    assertThat(cards).hasSize(1 + api.size());
    for (int i = 0; i < api.size(); i++) {
      Json told = api.get(i).at("advice");
      Advice advice = check.advice(seen.sample().members().get(i));
      String words = told.text("words");

      assertThat(words)
          .satisfiesAnyOf(
              text -> assertThat(text).endsWith(advice.words()),
              text ->
                  assertThat(text).endsWith("of its quota is used: find the writer and stop it"));
      assertThat(Optional.ofNullable(told.texts().get("command"))).isEqualTo(advice.command());
      String name = seen.sample().members().get(i).member();
      String urgency = told.text("urgency");
      assertThat(plain)
          .containsPattern(
              "(?m)^%s( \\(.*\\))?\n  %s: %s$"
                  .formatted(
                      Pattern.quote(name), urgency.toUpperCase(Locale.ROOT), Pattern.quote(words)));
      assertThat(cards.get(1 + i))
          .contains("<bdi>" + name + "</bdi>")
          .containsOnlyOnce("badge ")
          .contains("badge " + urgency);
    }
  }

  private static Severity worst(Observed seen) {
    Severity worst =
        members(seen).stream()
            .map(member -> member.at("advice").text("urgency").toUpperCase(Locale.ROOT))
            .map(Severity::valueOf)
            .reduce(Severity.OK, Severity::worse);
    boolean warned = PlainPage.text(FRAME, List.of(seen)).contains("\nWARNING: ");
    return warned ? worst.worse(Severity.WARNING) : worst;
  }

  private static List<Json> members(Observed seen) {
    return Json.parse(StatusJson.of("1.2.3", Optional.empty(), NOON, List.of(), List.of(seen)))
        .list("clusters")
        .get(0)
        .list("members");
  }

  @Provide
  Arbitrary<ClusterBuilder> clusters() {
    Arbitrary<Optional<Quota>> quotas =
        Arbitraries.of(
            Optional.empty(),
            Optional.of(new Quota(-1, Quota.Source.METRICS)),
            Optional.of(new Quota(8 * GIB, Quota.Source.METRICS)),
            Optional.of(new Quota(GIB, Quota.Source.STATUS)));
    Arbitrary<Seen> seen =
        Combinators.combine(
                Arbitraries.longs().between(1, 1_200),
                Arbitraries.longs().between(1, 1_200),
                quotas,
                Arbitraries.of("3.4.23", "3.5.5", "3.5.30", "3.6.5"),
                Arbitraries.frequency(Tuple.of(8, true), Tuple.of(1, false)),
                Arbitraries.frequency(
                    Tuple.of(8, new Alarm[] {}),
                    Tuple.of(1, new Alarm[] {Alarm.NOSPACE}),
                    Tuple.of(1, new Alarm[] {Alarm.CORRUPT, Alarm.NOSPACE})))
            .as(
                (size, inUse, quota, version, led, alarms) -> {
                  Seen member =
                      new Seen()
                          .space(size * MIB, Math.min(size, inUse) * MIB)
                          .quota(quota)
                          .version(version)
                          .alarm(alarms);
                  return led ? member : member.leaderless();
                });
    Arbitrary<Integer> kinds = Arbitraries.integers().between(0, 9);
    Arbitrary<List<Integer>> kind = kinds.list().ofMinSize(1).ofMaxSize(4);
    return Combinators.combine(kind, seen.list().ofSize(4), Arbitraries.integers().between(0, 9))
        .as(OneJudgementTest::cluster);
  }

  private static ClusterBuilder cluster(List<Integer> kinds, List<Seen> seen, int more) {
    ClusterBuilder cluster = ClusterBuilder.cluster();
    for (int i = 0; i < kinds.size(); i++) {
      Seen member = seen.get(i);
      switch (kinds.get(i)) {
        case 0 -> cluster.failed(Reason.UNREACHABLE, "connection refused");
        case 1 -> cluster.failed(Reason.PERMISSION_DENIED, "permission denied");
        case 2 -> cluster.defragmenting();
        case 3 -> cluster.learner(as -> member);
        default -> cluster.member(as -> member);
      }
    }
    switch (more) {
      case 0 -> cluster.another(UnwatchedMember.Why.NEVER_STARTED);
      case 1 -> cluster.warned(EndpointWarning.Problem.SAME_MEMBER);
      case 2, 3, 4 -> cluster.scanned(50 * MIB);
      case 5 -> cluster.scanned(900 * MIB);
      default -> {}
    }
    return cluster;
  }
}
