package dev.etcdstorage.exporter.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.JvmFamilies;
import dev.etcdstorage.exporter.config.ListenAddress;
import dev.etcdstorage.exporter.config.WebSettings;
import dev.etcdstorage.exporter.metrics.GoldenPage;
import dev.etcdstorage.exporter.testkit.real.Browser;
import dev.etcdstorage.exporter.testkit.real.Contrast;
import dev.etcdstorage.exporter.web.Routes;
import dev.etcdstorage.exporter.web.WebServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page in every state that matters, as a real Chromium shows it. */
class PageInBrowserIT {
  /** Where pictures go for a person to look at. */
  private static final Path PICTURES = Path.of("target", "pictures");

  @AutoClose private static final Browser browser = Browser.start();
  private GoldenPage shown = GoldenPage.HEALTHY;
  private WebServer server;

  @BeforeEach
  void serve() {
    server =
        WebServer.start(
            new WebSettings(
                List.of(new ListenAddress("127.0.0.1", 0)),
                "/metrics",
                Optional.empty(),
                JvmFamilies.BASIC),
            List.of(
                Routes.page(
                    refreshes -> StatusPage.html(StatusPageTest.FRAME, shown.observed()),
                    StatusPage.styleSource(),
                    () -> PlainPage.text(StatusPageTest.FRAME, shown.observed()))));
    browser.asStarted();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void open(GoldenPage golden) {
    shown = golden;
    browser.open("http://127.0.0.1:" + server.addresses().get(0).getPort() + "/");
  }

  private static String picture(GoldenPage golden, String how) {
    return golden.name().toLowerCase(Locale.ROOT) + how + ".png";
  }

  @ParameterizedTest
  @EnumSource
  void pageIsReadableByDayAndByNightWideAndNarrow(GoldenPage golden) {
    open(golden);

    for (boolean dark : new boolean[] {false, true}) {
      browser.dark(dark);
      for (int width : new int[] {1100, 400}) {
        browser.width(width);
        String how = (dark ? "-dark-" : "-") + width;

        // No scrolling to the side, no text that is hard to read
        assertThat(Integer.parseInt(browser.ask("return document.documentElement.scrollWidth")))
            .as("%s%s", golden, how)
            .isLessThanOrEqualTo(width);
        assertThat(Contrast.tooLow(browser)).as("%s%s", golden, how).isEmpty();
        browser.picture(PICTURES.resolve(picture(golden, how)), 4000);
      }
    }

    // and the style sheet was let in by its hash: nothing was blocked
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.ask("return getComputedStyle(document.querySelector('.badge')).color"))
        .isEqualTo("rgb(255, 255, 255)");
  }

  @Test
  void coloursFollowTheUsersPreference() {
    String background = "return getComputedStyle(document.body).backgroundColor";
    open(GoldenPage.GROWING);

    assertThat(browser.ask(background)).isEqualTo("rgb(255, 255, 255)");
    browser.dark(true);
    assertThat(browser.ask(background)).isEqualTo("rgb(13, 17, 23)");
  }

  @Test
  void barIsAsLongAsTheFileIsLargeAgainstItsQuota() {
    open(GoldenPage.KEYSPACE);

    // Given 46.6% of the quota: 57.8 live, 143.1 history, 37.6 slack and 715.3 MiB free
    assertThat(width("rect.live")).isBetween(0.027, 0.029);
    assertThat(width("rect.old")).isBetween(0.069, 0.071);
    assertThat(width("rect.used")).isBetween(0.018, 0.019);
    assertThat(width("rect.free")).isBetween(0.348, 0.351);
  }

  private static double width(String selector) {
    return Double.parseDouble(
        browser.ask(
            "return document.querySelector('"
                + selector
                + "').getBoundingClientRect().width"
                + " / document.querySelector('.bar').getBoundingClientRect().width"));
  }

  @Test
  void fileBeyondItsQuotaFillsTheBarAndTheQuotaIsMarked() {
    open(GoldenPage.NOSPACE);

    assertThat(width("rect.used") + width("rect.free")).isBetween(0.99, 1.01);
    assertThat(
            Double.parseDouble(
                browser.ask("return document.querySelector('line.quota').getAttribute('x1')")))
        .isBetween(970.0, 980.0);
  }

  /** What a screen reader says of what others see. */
  @Test
  void picturesHaveWordsAndThePageHasLandmarks() {
    open(GoldenPage.GROWING);

    assertThat(browser.name("svg.bar"))
        .contains("File 954 MiB, 47% of its quota of 2.0 GiB", "free pages 715 MiB");
    assertThat(browser.name("svg.spark"))
        .contains("file from 594 MiB to 954 MiB", "quota 2.0 GiB (dashes)");
    assertThat(browser.name("article")).isEqualTo("etcd-1 etcd 3.5.30");
    assertThat(browser.name("main > section")).isEqualTo("Cluster");
    assertThat(browser.name("nav")).isEqualTo("Other pages");
    for (String landmark : List.of("header", "nav", "main", "footer")) {
      assertThat(browser.count(landmark)).as(landmark).isEqualTo(1);
    }
    assertThat(browser.ask("return document.documentElement.lang")).isEqualTo("en");
    assertThat(browser.ask("return document.querySelectorAll('svg:not([role=img])').length"))
        .isEqualTo("0");
    assertThat(
            browser.ask(
                "const ids = [...document.querySelectorAll('[id]')].map(e => e.id);"
                    + " return ids.length - new Set(ids).size"))
        .isEqualTo("0");
  }

  @Test
  void lineShowsTheGapInWhichNobodyLooked() {
    open(GoldenPage.GROWING);

    assertThat(
            browser.ask(
                "return document.querySelector('svg.spark').querySelectorAll('path.size').length"))
        .isEqualTo("2");
  }

  @Test
  void tablesHaveCaptionsAndHeads() {
    open(GoldenPage.KEYSPACE);

    assertThat(browser.texts("caption"))
        .containsExactly(
            "Written since 2026-01-01 09:00:00 UTC, most bytes first",
            "Keys put most often within the last hour or two",
            "Live at revision 2,900,700 by the scan and watch, 117 KiB of the bytes guessed,"
                + " largest first");
    assertThat(browser.count("th:not([scope=col])")).isZero();
  }

  /** One that could be pressed by mistake at night would be one too many. */
  @Test
  void nothingOnThePageCanBePressed() {
    open(GoldenPage.NOSPACE);

    assertThat(browser.count("button, input, form, select, textarea, script, iframe, img"))
        .isZero();
    assertThat(browser.texts("nav a")).containsExactly("/metrics", "/api/v1/status", "runbooks");
  }
}
