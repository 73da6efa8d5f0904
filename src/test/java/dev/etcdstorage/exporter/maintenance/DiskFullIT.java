package dev.etcdstorage.exporter.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.maintenance.guard.Guard;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.EtcdLaunch;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.util.Poll;
import dev.etcdstorage.exporter.testkit.util.Shell;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A disk without room for the copy: a small tmpfs, which only root may mount. On every line, since
 * the words are etcd's.
 */
class DiskFullIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  private static final int LIVE_MIB = 24;
  private static final long LEFT = 8L << 20;

  @TempDir private Path dir = Path.of("");
  private Path disk = Path.of("");

  @BeforeEach
  void mount() throws IOException {
    disk = Files.createDirectory(dir.resolve("disk"));
    Shell.Result mounted =
        Shell.strict("mount -t tmpfs -o size=256m,mode=0700 tmpfs " + disk, Map.of());
    if (mounted.exitCode() != 0) {
      throw new AssertionError(
          "This test mounts a tmpfs, which needs root (or: unshare --map-root-user --mount): "
              + mounted.output());
    }
  }

  @AfterEach
  void unmount() {
    Shell.Result unmounted = Shell.strict("umount " + disk, Map.of());
    assertThat(unmounted.exitCode()).as(unmounted.output()).isZero();
  }

  private Path fill() throws IOException {
    Path filler = disk.resolve("filler");
    try (var file = new RandomAccessFile(filler.toFile(), "rw")) {
      byte[] block = new byte[1 << 20];
      while (Files.getFileStore(disk).getUsableSpace() > LEFT) {
        file.write(block);
      }
    }
    return filler;
  }

  static List<EtcdBinary> lines() {
    return EtcdBinaries.lines();
  }

  @ParameterizedTest
  @MethodSource("lines")
  void guardSeesItWhereItMayLookAndEtcdSaysItElsewhere(EtcdBinary binary) throws Exception {
    Path data = disk.resolve("data");
    try (RealEtcd etcd =
        RealEtcd.start(
            EtcdLaunch.of(binary)
                .flag("--data-dir=" + data)
                .flag("--wal-dir=" + dir.resolve("wal")))) {
      Defragmented.fragment(List.of(etcd), LIVE_MIB, 48);
      Path filler = fill();

      // With the directory given, nothing begins
      try (Defragmented seeing = Defragmented.of(etcd.endpoint(), Defragmented.dataDir(data))) {
        assertThat(seeing.defrag.plan().refusals())
            .singleElement()
            .satisfies(
                refusal -> {
                  assertThat(refusal.guard()).isEqualTo(Guard.DISK_SPACE);
                  assertThat(refusal.why()).contains("etcd-0: ", " free in " + data);
                });
      }

      // Without, etcd itself fails, and loses nothing
      try (Defragmented blind = Defragmented.of(etcd.endpoint(), Defragmented.single())) {
        RunEnd end = blind.ran();

        assertThat(end)
            .isInstanceOfSatisfying(
                RunEnd.Failed.class,
                failed -> assertThat(failed.last().detail()).contains("no space left on device"));
      }
      if (!binary.version().isAtLeast("3.5")) {
        // 3.4 has forgotten to go back to its file, and falls over its next commit.
        Poll.until("etcd 3.4 ends", SOON, () -> !etcd.isRunning());
        Files.delete(filler);
        etcd.restart();
      }
      assertThat(etcd.etcdctl().count("/live/")).isEqualTo(LIVE_MIB * 4L);
      Files.deleteIfExists(filler);
      etcd.etcdctl().put("/after", "x");
    }
  }
}
