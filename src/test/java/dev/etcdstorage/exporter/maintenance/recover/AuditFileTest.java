package dev.etcdstorage.exporter.maintenance.recover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditFileTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void linesOfFormerRunsStay() throws IOException {
    Path file = folder.resolve("recover.jsonl");
    Files.writeString(file, "a former run\n");
    AuditFile audit = new AuditFile(file, AuditEntry::detail);

    audit.add(entry("one"));
    audit.add(entry("two"));

    assertThat(file).hasContent("a former run\none\ntwo\n");
  }

  /** As /dev/stderr is in a container: what cannot be brought to a disk is written all the same. */
  @Test
  void deviceWillDo() throws IOException {
    AuditFile audit = new AuditFile(Path.of("/dev/null"), AuditEntry::detail);

    audit.add(entry("one"));
  }

  private static AuditEntry entry(String detail) {
    return new AuditEntry(
        Instant.EPOCH,
        "run",
        Step.PLAN,
        Optional.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        "done",
        detail);
  }
}
