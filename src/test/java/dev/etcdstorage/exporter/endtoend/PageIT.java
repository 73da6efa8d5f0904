package dev.etcdstorage.exporter.endtoend;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.real.Browser;
import dev.etcdstorage.exporter.testkit.real.Contrast;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdLaunch;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.RunningExporter;
import dev.etcdstorage.exporter.testkit.real.Writer;
import dev.etcdstorage.exporter.testkit.util.Http;
import dev.etcdstorage.exporter.testkit.util.Json;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The page of the packaged exporter over real etcd, in a real browser. On 3.5: ValuesIT and CheckIT
 * have the values of every line.
 */
class PageIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Path PICTURES = Path.of("target", "pictures");

  @AutoClose private static final Browser browser = Browser.start();

  @BeforeEach
  void ordinaryWindow() {
    browser.asStarted();
  }

  @Test
  void fullClusterSaysSoLoudlyAndWhatToRunNext() {
    try (RealCluster cluster =
            RealCluster.start(EtcdLaunch.of(EtcdBinaries.newest("3.5")).quotaBytes(16L << 20), 3);
        RunningExporter exporter =
            RunningExporter.start("--endpoints", String.join(",", cluster.endpoints()));
        Writer writer = Writer.to(cluster.leader().endpoint())) {
      // Given a cluster that was filled until it refused
      writer.fillUntilNoSpace("/registry/events/full/", 256 << 10);
      // A look that began before the alarm is shared by who comes while it lasts.
      Poll.until(
          "the page knows the alarm",
          SOON,
          () -> exporter.page("/", "text/plain").body().contains("NOSPACE"));

      // When somebody looks
      browser.open(exporter.url() + "/");

      // Then the alarm comes first, with the way out
      assertThat(browser.title()).as(browser.text()).isEqualTo("CRITICAL etcd-storage-exporter");
      assertThat(browser.texts(".alarm h3"))
          .singleElement()
          .asString()
          .startsWith("ALARM NOSPACE, raised by etcd-");
      assertThat(browser.texts(".alarm code"))
          .containsExactly(
              "etcd-storage-exporter recover --endpoints "
                  + cluster.members().stream().map(RealEtcd::clientUrl).collect(joining(",")));
      assertThat(browser.texts(".alarm a")).containsExactly("Runbook EtcdNoSpaceAlarm");
      assertThat(browser.texts("article .badge"))
          .containsExactly("CRITICAL", "CRITICAL", "CRITICAL");
      assertThat(browser.text())
          .contains(
              "3 of 3 members answer; leader: " + cluster.leader().name() + ".",
              "of its quota of 16.0 MiB",
              "kept: nothing was ever compacted");
      assertThat(Contrast.tooLow(browser)).isEmpty();
      assertThat(browser.complaints()).isEmpty();
      browser.picture(PICTURES.resolve("real-nospace.png"), 2000);

      // and in a terminal it is the same
      Http.Page plain = exporter.page("/", "text/plain");
      assertThat(plain.status()).isEqualTo(200);
      assertThat(plain.body())
          .contains("!!! ALARM NOSPACE", "!!! next: etcd-storage-exporter recover")
          .doesNotContain("<");
    }
  }

  @Test
  void hostileKeysAreShownAndDoNothing() {
    String script = "/registry/pods/evil/<script>document.title='hacked'</script>";
    String image = "/registry/pods/evil/\"><img src=x onerror=\"document.title='hacked'\">";
    String style = "/registry/pods/evil/</style><style>*{display:none}</style>'`${1}";
    String turned = "/registry/pods/evil/\u202egnp.exe\u0007\u001b[31m שלום\n{{7*7}}";
    String endless = "/registry/pods/evil/" + "very-long-".repeat(60);
    try (RealEtcd etcd = RealEtcd.start(EtcdBinaries.newest("3.5"));
        Writer writer = Writer.to(etcd.endpoint());
        RunningExporter exporter =
            RunningExporter.start("--endpoints", etcd.endpoint(), "--keyspace.scan-interval=10s")) {
      Poll.until(
          () -> "the watch works:\n" + exporter.metrics().ours(),
          SOON,
          () -> exporter.metrics().watches());

      // When somebody writes such keys, and one outside of what Kubernetes has
      for (String key : List.of(script, image, style, turned, endless, "<script>x")) {
        writer.overwrite(key, 20, 100);
      }
      Poll.until(
          () -> "six hot keys:\n" + exporter.status().value(),
          SOON,
          () ->
              exporter
                      .status()
                      .list("clusters")
                      .get(0)
                      .at("keyspace")
                      .at("watch")
                      .list("hotKeys")
                      .size()
                  == 6);
      browser.open(exporter.url() + "/");

      // Then they are text, in whichever direction they are written
      assertThat(browser.texts("td bdi"))
          .contains(script, image, style)
          .contains("/registry/pods/evil/\\xe2\\x80\\xaegnp.exe\\x07\\x1b[31m שלום\\x0a{{7*7}}")
          .anySatisfy(
              cell -> assertThat(cell).startsWith("/registry/pods/evil/very-long-").endsWith("…"));
      assertThat(browser.title()).endsWith("etcd-storage-exporter").doesNotContain("hacked");
      assertThat(browser.count("script, img, svg + style, body style")).isZero();
      assertThat(browser.complaints()).isEmpty();

      // and the page keeps its width
      browser.width(400);
      assertThat(Integer.parseInt(browser.ask("return document.documentElement.scrollWidth")))
          .isLessThanOrEqualTo(400);
      browser.picture(PICTURES.resolve("real-hostile-400.png"), 4000);

      // and a terminal is not moved by them either
      assertThat(exporter.page("/", "text/plain").body().codePoints())
          .noneMatch(code -> code < ' ' && code != '\n')
          .noneMatch(code -> Character.getType(code) == Character.FORMAT);
    }
  }

  @Test
  void pageIsThereWhileEtcdIsNot() {
    try (RealEtcd etcd = RealEtcd.start(EtcdBinaries.newest("3.5"));
        RunningExporter exporter = RunningExporter.start("--endpoints", etcd.endpoint())) {
      Json before = awaitLook(exporter);
      assertThat(before.list("sizeBytes")).hasSize(1);

      // When it is gone
      etcd.kill9();
      browser.open(exporter.url() + "/");

      // Then the page says so, and what it last saw
      assertThat(browser.title()).startsWith("CRITICAL");
      assertThat(browser.texts(".alarm h3")).containsExactly("NO MEMBER ANSWERS");
      assertThat(browser.text())
          .contains("NONE of 1 member answers", "does not answer (unreachable)", "UTC: file ");
      assertThat(browser.texts("article .badge")).containsExactly("CRITICAL");
      assertThat(browser.count(".bar")).isZero();
      assertThat(browser.complaints()).isEmpty();
      browser.picture(PICTURES.resolve("real-down.png"), 2000);

      // When it is back
      etcd.restart();
      Poll.until(
          "the page shows it again",
          SOON,
          () -> {
            browser.open(exporter.url() + "/?refresh=off");
            return browser.count(".bar") == 1;
          });
      assertThat(browser.text()).contains("Refresh is off; turn it on.");
    }
  }

  /** The first look is taken at start, though nobody scrapes. */
  private static Json awaitLook(RunningExporter exporter) {
    Poll.until("a first look", SOON, () -> !history(exporter).list("sizeBytes").isEmpty());
    return history(exporter);
  }

  private static Json history(RunningExporter exporter) {
    return exporter.status().list("clusters").get(0).list("members").get(0).at("history");
  }
}
