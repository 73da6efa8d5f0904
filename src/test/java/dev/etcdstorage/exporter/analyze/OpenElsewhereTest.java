package dev.etcdstorage.exporter.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That a real etcd's lock is seen, a test on real etcd shows. */
class OpenElsewhereTest {
  @TempDir private Path folder;

  private Path file() throws IOException {
    return Files.writeString(folder.resolve("db"), "");
  }

  private Path locks(String kind, String device, long inode) throws IOException {
    return Files.writeString(
        folder.resolve("locks"),
        "1: POSIX  ADVISORY  WRITE 11 fd:01:7 0 EOF\n2: %s 4711 %s:%d 0 EOF\n"
            .formatted(kind, device, inode));
  }

  private static long inode(Path file) throws IOException {
    return (Long) Files.getAttribute(file, "unix:ino");
  }

  private static String device(Path file) throws IOException {
    long device = (Long) Files.getAttribute(file, "unix:dev");
    return "%02x:%02x"
        .formatted((device >>> 8) & 0xfff, (device & 0xff) | ((device >>> 12) & ~0xffL));
  }

  @Test
  void lockOfTheFileIsFound() throws IOException {
    String flock = "FLOCK  ADVISORY  WRITE";

    assertThat(OpenElsewhere.holder(file(), locks(flock, device(file()), inode(file()))))
        .contains(4711L);
    assertThat(OpenElsewhere.holder(file(), locks(flock, "00:3f", inode(file())))).contains(4711L);
  }

  @Test
  void otherLocksAreNot() throws IOException {
    String flock = "FLOCK  ADVISORY  WRITE";

    assertThat(OpenElsewhere.holder(file(), locks(flock, device(file()), inode(file()) + 1)))
        .isEmpty();
    assertThat(OpenElsewhere.holder(file(), locks(flock, "fe:fe", inode(file())))).isEmpty();
    assertThat(
            OpenElsewhere.holder(
                file(), locks("FLOCK  ADVISORY  READ ", device(file()), inode(file()))))
        .isEmpty();
    assertThat(OpenElsewhere.holder(file(), folder.resolve("no-such-list"))).isEmpty();
  }
}
