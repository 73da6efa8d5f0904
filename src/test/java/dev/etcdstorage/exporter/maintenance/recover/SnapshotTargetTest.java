package dev.etcdstorage.exporter.maintenance.recover;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import com.google.common.primitives.Bytes;
import dev.etcdstorage.exporter.maintenance.guard.ClusterFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether a snapshot can be written where requested. One of 400 MiB, with 100 MiB of live data. */
class SnapshotTargetTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final long ENOUGH = (400 + 100 + 1024) * ClusterFixture.MIB;

  @TempDir private Path folder = Path.of("");

  private final RecoverPlan plan =
      RecoverPlan.of(new ClusterFixture(1).sample(), LiveData.unknown("not read"), 100, 0);

  private static SnapshotTarget target(SnapshotChoice choice, long freeBytes) {
    return new SnapshotTarget(choice, place -> freeBytes, () -> NOW);
  }

  private Optional<RecoverEnd.Cause> obstacle(SnapshotChoice choice, long freeBytes) {
    return target(choice, freeBytes).obstacle(plan);
  }

  private SnapshotChoice file(byte[] content, Duration age) throws IOException {
    Path file = Files.write(folder.resolve("a.db"), content);
    Files.setLastModifiedTime(file, FileTime.from(NOW.minus(age)));
    return new SnapshotChoice.InFile(file);
  }

  private static byte[] whole() {
    byte[] data = new byte[1024];
    return Bytes.concat(data, Hashing.sha256().hashBytes(data).asBytes());
  }

  @Test
  void diskNeedsRoomForTheSnapshotOneCopyAndAReserve() {
    SnapshotChoice choice = new SnapshotChoice.InFolder(folder);

    assertThat(obstacle(choice, ENOUGH)).isEmpty();
    assertThat(obstacle(choice, ENOUGH - 1))
        .contains(
            new RecoverEnd.Cause(
                "the snapshot needs 1.5 GiB free in "
                    + folder
                    + " (400 MiB of its own, 100 MiB for one copy of the live data, and 1.0 GiB),"
                    + " and 1.5 GiB is",
                "name a folder on another disk, or use --no-snapshot"));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void diskThatCannotBeLookedAtIsInTheWay() {
    SnapshotTarget target =
        new SnapshotTarget(
            new SnapshotChoice.InFolder(folder),
            place -> {
              throw new IOException("stale handle");
            },
            () -> NOW);

    assertThat(target.obstacle(plan))
        .hasValueSatisfying(
            cause ->
                assertThat(cause.why())
                    .startsWith("the snapshot's destination cannot be checked: ")
                    .contains("stale handle"));
    assertThat(target.room().freeBytes()).isEmpty();
  }

  @Test
  void whereNoneIsWantedNothingIsInTheWay() {
    assertThat(obstacle(new SnapshotChoice.None(false), 0)).isEmpty();
  }

  @Test
  void folderThatIsNotThereIsNotMade() {
    Path missing = folder.resolve("missing");

    assertThat(obstacle(new SnapshotChoice.InFolder(missing), ENOUGH))
        .contains(
            new RecoverEnd.Cause(
                "the folder for the snapshot, " + missing + ", does not exist",
                "create it, or name another"));
    assertThat(missing).doesNotExist();
  }

  @Test
  void wholeSnapshotOfTheLastDayCountsWhateverTheDiskHas() throws IOException {
    Duration day = Duration.ofHours(24);

    assertThat(obstacle(file(whole(), day.minusSeconds(1)), 0)).isEmpty();
    assertThat(obstacle(file(whole(), day), 0))
        .contains(
            new RecoverEnd.Cause(
                folder.resolve("a.db")
                    + " already exists, and is not a complete snapshot of the last 24 hours",
                "give --snapshot-file another name; this program never overwrites a file"));
  }

  @Test
  void fileThatIsNoWholeSnapshotDoesNotCount() throws IOException {
    byte[] broken = whole();
    broken[7] = 1;

    assertThat(obstacle(file(broken, Duration.ZERO), ENOUGH)).isPresent();
    assertThat(folder.resolve("a.db")).hasBinaryContent(broken);
  }

  @Test
  void newFileInAFolderIsNamedByClusterAndTime() {
    assertThat(target(new SnapshotChoice.InFolder(folder), ENOUGH).file(plan))
        .isEqualTo(folder.resolve("etcd-7-20260301T120000Z.db"));
  }

  @Test
  void planSaysWhereItGoesAndWhatIsFreeThere() {
    Path file = folder.resolve("a.db");

    assertThat(target(new SnapshotChoice.InFile(file), 5).room().target()).contains(file);
    assertThat(target(new SnapshotChoice.InFile(file), 5).room().freeBytes()).hasValue(5);
    assertThat(target(new SnapshotChoice.InFolder(folder), 5).room().target()).contains(folder);
    assertThat(target(new SnapshotChoice.InFile(file), 5).room().undecided()).isFalse();
    assertThat(target(new SnapshotChoice.InFolder(folder), 5).room().undecided()).isFalse();
    assertThat(target(new SnapshotChoice.None(true), 5).room().undecided()).isTrue();
    assertThat(target(new SnapshotChoice.None(true), 5).room().target()).isEmpty();
  }
}
