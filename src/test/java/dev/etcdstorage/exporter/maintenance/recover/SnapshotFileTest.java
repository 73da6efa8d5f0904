package dev.etcdstorage.exporter.maintenance.recover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotFileTest {
  private static final byte[] DATA = new byte[1024];
  private static final byte[] DIGEST = Hashing.sha256().hashBytes(DATA).asBytes();

  @TempDir private Path folder = Path.of("");

  @Test
  void nobodyElseMayReadItFromTheFirstByteOnAndItGetsItsNameWhenItIsWhole() throws IOException {
    Path target = folder.resolve("a.db");
    try (SnapshotFile file = SnapshotFile.create(target)) {
      Path part = folder.resolve("a.db.part");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(part)))
          .isEqualTo("rw-------");
      file.take(DATA, 0);
      assertThat(target).doesNotExist();
      file.take(DIGEST, 0);
      file.finish();
    }
    assertThat(folder.toFile().list()).containsExactly("a.db");
    assertThat(SnapshotFile.whole(target)).isTrue();
  }

  @Test
  void whatIsNotWholeIsRemoved() throws IOException {
    try (SnapshotFile file = SnapshotFile.create(folder.resolve("a.db"))) {
      file.take(DATA, 0);
      assertThatThrownBy(file::finish).hasMessageContaining("checksum");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void fileThatIsThereOrComesMeanwhileIsNotWrittenOver() throws IOException {
    Path target = folder.resolve("a.db");
    try (SnapshotFile file = SnapshotFile.create(target)) {
      file.take(DATA, 0);
      file.take(DIGEST, 0);
      Files.writeString(target, "theirs");
      assertThatThrownBy(file::finish).isInstanceOf(FileAlreadyExistsException.class);
    }
    assertThatThrownBy(() -> SnapshotFile.create(target))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(target).hasContent("theirs");
    assertThat(folder.toFile().list()).containsExactly("a.db");
  }

  @Test
  void whatAKilledRunLeftIsRemoved() throws IOException {
    Files.writeString(folder.resolve("a.db.part"), "half");
    SnapshotFile.create(folder.resolve("a.db")).close();
    assertThat(folder).isEmptyDirectory();
  }
}
