package dev.etcdstorage.exporter.maintenance.recover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdstorage.exporter.testkit.util.TinyDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @Test
  void probeLeavesNothingBehindAndNothingChanged() throws IOException {
    Path there = folder.resolve("there.jsonl");
    Files.writeString(there, "a former run\n");

    new AuditFile(folder.resolve("new.jsonl"), AuditEntry::detail).probe();
    new AuditFile(there, AuditEntry::detail).probe();
    new AuditFile(Path.of("/dev/null"), AuditEntry::detail).probe();

    assertThat(folder.resolve("new.jsonl")).doesNotExist();
    assertThat(there).hasContent("a former run\n");
    assertThat(Path.of("/dev/null")).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"$folder", "$folder/none/audit.jsonl", "/proc/self/audit.jsonl"})
  void probeFailsWhereAnEntryWould(String name) {
    Path file = Path.of(name.replace("$folder", folder.toString()));
    AuditFile audit = new AuditFile(file, AuditEntry::detail);

    assertThatThrownBy(audit::probe).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> audit.add(entry("one"))).isInstanceOf(IOException.class);
  }

  @Test
  void probeSeesThatTheDiskIsFull() throws IOException {
    try (TinyDisk disk = TinyDisk.of(1 << 20)) {
      Files.write(disk.folder().resolve("ballast"), new byte[(1 << 20) - (16 << 10)]);
      AuditFile audit = new AuditFile(disk.folder().resolve("audit.jsonl"), AuditEntry::detail);

      assertThatThrownBy(audit::probe).hasMessageContaining("no space left");

      assertThat(disk.folder().resolve("audit.jsonl")).doesNotExist();
    }
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
