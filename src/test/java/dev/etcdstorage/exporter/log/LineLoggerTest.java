package dev.etcdstorage.exporter.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.text.Visible;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

class LineLoggerTest {
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private LineLogger logger(String name, Level level, LogFormat format) {
    LogSettings.set(level, format, new PrintStream(out, true, StandardCharsets.UTF_8));
    return new LineLogger(name, LogSettings.process());
  }

  private LineLogger logfmt() {
    return logger("dev.etcdstorage.exporter.sample", Level.INFO, LogFormat.LOGFMT);
  }

  private List<String> lines() {
    LogSettings.flush(Duration.ofSeconds(10));
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  /** The lines with T in the place of the time. */
  private List<String> timeless() {
    return lines().stream().map(line -> line.replaceFirst(TIME, "T")).toList();
  }

  @Test
  void logfmtHasTimeLevelSourceMessageThenThePairsInTheirOrder() {
    logfmt()
        .atWarn()
        .addKeyValue("member", "etcd-1")
        .addKeyValue("reason", "timeout")
        .addKeyValue("attempt", 3)
        .log("member does not answer");

    assertThat(timeless())
        .containsExactly(
            "time=T level=warn source=sample msg=\"member does not answer\" member=etcd-1"
                + " reason=timeout attempt=3");
  }

  @Test
  void jsonSaysTheSame() {
    logger("sample", Level.INFO, LogFormat.JSON)
        .atError()
        .addKeyValue("member", "etcd-1")
        .addKeyValue("none", (Object) null)
        .log("down");

    assertThat(timeless())
        .containsExactly(
            "{\"time\":\"T\",\"level\":\"error\",\"source\":\"sample\",\"msg\":\"down\","
                + "\"member\":\"etcd-1\",\"none\":\"null\"}");
  }

  @Test
  void timeAlwaysHasThreeDecimals() {
    assertThat(LogFormat.time(Instant.parse("2026-01-01T00:00:00Z")))
        .isEqualTo("2026-01-01T00:00:00.000Z");
    assertThat(LogFormat.time(Instant.parse("2026-01-01T00:00:00.123456Z")))
        .isEqualTo("2026-01-01T00:00:00.123Z");
  }

  @Test
  void whatWouldBreakALineIsQuotedAndEscaped() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("plain", "https://127.0.0.1:2379/x?y");
    fields.put("empty", "");
    fields.put("space", "a b");
    fields.put("equals", "a=b");
    fields.put("quote", "say \"hi\"");
    fields.put("backslash", "a\\b");
    fields.put("newline", "a\nb\r\n");
    fields.put("tab", "a\tb");
    fields.put("control", "a\u0000\u001b[31m\u007f");
    fields.put("umlaut", "Größe");

    assertThat(LogFormat.LOGFMT.line(fields))
        .isEqualTo(
            "plain=https://127.0.0.1:2379/x?y"
                + " empty=\"\" space=\"a b\" equals=\"a=b\" quote=\"say \\\"hi\\\"\""
                + " backslash=\"a\\\\b\" newline=\"a\\nb\\r\\n\" tab=\"a\\tb\""
                + " control=\"a\\u0000\\u001b[31m\\u007f\" umlaut=Größe");
    assertThat(LogFormat.JSON.line(fields))
        .isEqualTo(
            "{\"plain\":\"https://127.0.0.1:2379/x?y\",\"empty\":\"\",\"space\":\"a b\","
                + "\"equals\":\"a=b\",\"quote\":\"say \\\"hi\\\"\",\"backslash\":\"a\\\\b\","
                + "\"newline\":\"a\\nb\\r\\n\",\"tab\":\"a\\tb\","
                + "\"control\":\"a\\u0000\\u001b[31m\\u007f\",\"umlaut\":\"Größe\"}");
  }

  /** A member's name or an error's text must not be able to forge a line. */
  @Property
  void anyValueStaysOnItsLine(@ForAll String value) {
    for (LogFormat format : LogFormat.values()) {
      assertThat(format.line(Map.of("key", value)).codePoints()).allMatch(Visible::shows);
    }
  }

  @Test
  void messageIsEscapedToo() {
    logfmt().info("first\nlevel=error forged");

    assertThat(timeless())
        .containsExactly("time=T level=info source=sample msg=\"first\\nlevel=error forged\"");
  }

  @Test
  void classicCallsAreFormatted() {
    logfmt().info("{} of {} answer", 2, 3);

    assertThat(timeless()).containsExactly("time=T level=info source=sample msg=\"2 of 3 answer\"");
  }

  @Test
  void keysThatMeetAreBothKept() {
    logfmt()
        .atError()
        .addKeyValue("msg", "second")
        .addKeyValue("level", "high")
        .addKeyValue("err", "mine")
        .addKeyValue("err", "mine too")
        .setCause(new IllegalStateException("thrown"))
        .log("first");

    assertThat(timeless())
        .containsExactly(
            "time=T level=error source=sample msg=first msg_=second level_=high err=mine"
                + " err_=\"mine too\" err__=\"java.lang.IllegalStateException: thrown\"");
  }

  @Test
  void stackTraceIsOnlyForThoseWhoDebug() {
    logfmt().atError().setCause(new IllegalStateException("thrown")).log("oops");
    assertThat(lines()).singleElement().asString().contains("err=\"java.lang.Illegal");

    logger("sample", Level.DEBUG, LogFormat.LOGFMT)
        .atError()
        .setCause(new IllegalStateException("thrown"))
        .log("oops");
    assertThat(lines()).hasSizeGreaterThan(3);
    assertThat(lines().get(2)).isEqualTo("java.lang.IllegalStateException: thrown");
  }

  @Test
  void levelsBelowTheOneThatIsSetAreSilent() {
    LineLogger logger = logger("sample", Level.WARN, LogFormat.LOGFMT);
    logger.debug("d");
    logger.atInfo().log("i");
    logger.warn("w");
    logger.atError().log("e");

    assertThat(timeless())
        .containsExactly(
            "time=T level=warn source=sample msg=w", "time=T level=error source=sample msg=e");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.grpc.internal.ManagedChannelImpl",
        "io.netty.util.internal.PlatformDependent",
        "sun.net.httpserver",
        "javax.net.ssl"
      })
  void chattyLibrariesAreHeardOnlyWhenTheyFailEvenWhenDebugging(String name) {
    LineLogger logger = logger(name, Level.INFO, LogFormat.LOGFMT);
    logger.info("i");
    logger.warn("w");
    assertThat(lines()).isEmpty();
    logger.error("e");
    assertThat(lines()).hasSize(1);

    // netty prints the frames it sends at debug, passwords and tokens among them
    logger(name, Level.DEBUG, LogFormat.LOGFMT).debug("d");
    assertThat(lines()).hasSize(1);
  }

  @Test
  void libraryThatOnlySoundsChattyIsHeard() {
    logger("sunny", Level.INFO, LogFormat.LOGFMT).warn("w");

    assertThat(lines()).hasSize(1);
  }

  @Test
  void slf4jAndJavaUtilLoggingLeadHere() {
    logger("unused", Level.INFO, LogFormat.LOGFMT);

    LoggerFactory.getLogger("dev.etcdstorage.exporter.web.WebConfig").warn("through SLF4J");
    java.util.logging.Logger.getLogger("some.library").warning("through JUL");
    java.util.logging.Logger.getLogger("io.grpc.Something").warning("muted");

    assertThat(timeless())
        .containsExactly(
            "time=T level=warn source=WebConfig msg=\"through SLF4J\"",
            "time=T level=warn source=library msg=\"through JUL\"");
  }
}
