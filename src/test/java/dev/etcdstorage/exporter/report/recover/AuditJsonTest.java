package dev.etcdstorage.exporter.report.recover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.maintenance.recover.AuditEntry;
import dev.etcdstorage.exporter.maintenance.recover.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The audit log's lines are read by programs too. */
class AuditJsonTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void lineHasAllThatIsKnown() {
    String line =
        AuditJson.line(
            new AuditEntry(
                NOON,
                "run-1",
                Step.DEFRAG,
                Optional.of("etcd-1"),
                OptionalLong.of(2048),
                OptionalLong.of(1024),
                Optional.of(Duration.ofMillis(1_250)),
                "done",
                "half of it"));

    assertThat(line)
        .isEqualTo(
            "{\"time\":\"2026-03-01T12:00:00Z\",\"run\":\"run-1\",\"step\":\"defrag\","
                + "\"member\":\"etcd-1\",\"before\":2048,\"after\":1024,\"seconds\":1.25,"
                + "\"outcome\":\"done\",\"detail\":\"half of it\"}");
  }

  @Test
  void whatIsUnknownIsLeftOut() {
    String line =
        AuditJson.line(
            new AuditEntry(
                NOON,
                "run-1",
                Step.COMPACT,
                Optional.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                "begun",
                ""));

    assertThat(line)
        .isEqualTo(
            "{\"time\":\"2026-03-01T12:00:00Z\",\"run\":\"run-1\",\"step\":\"compact\","
                + "\"outcome\":\"begun\"}");
  }
}
