package dev.etcdstorage.exporter.analyze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdstorage.exporter.bbolt.BoltFileException;
import dev.etcdstorage.exporter.testkit.data.BoltImage;
import dev.etcdstorage.exporter.testkit.data.EtcdImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no database, or a damaged one: one line that says what was found, and where. */
class BadFilesTest {
  private static final int PAGE = 4096;
  private static final int ROOT_AT = 32;
  private static final int END_AT = 56;

  @TempDir private Path folder;

  private static Analysis analysis(Path file) throws IOException {
    return new Analyzer(AnalyzeSettings.of(By.PREFIX, 10), AnalyzeProgress.NONE)
        .analyze(DatabaseFile.at(file).file());
  }

  private void assertRefused(byte[] content, String why) throws IOException {
    Path file = Files.write(folder.resolve("db"), content);
    assertThatThrownBy(() -> analysis(file))
        .isInstanceOf(BoltFileException.class)
        .hasMessageContaining(why)
        .message()
        .doesNotContain("\n");
  }

  /** Several leaves, a branch above them, and a value that goes on in overflow pages. */
  private static byte[] sound() {
    EtcdImage etcd = new EtcdImage(PAGE);
    for (int i = 0; i < 100; i++) {
      etcd.put("/registry/pods/default/" + i, 200);
    }
    return etcd.put("/registry/configmaps/default/large", 20_000).bytes();
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The first page of a kind: 1 for branches, 2 for leaves. */
  private static int page(byte[] file, int kind) {
    for (int at = 2 * PAGE; at < file.length; at += PAGE) {
      if (little(file).getShort(at + 8) == kind && little(file).getLong(at) == at / PAGE) {
        return at;
      }
    }
    throw new AssertionError("no page of kind " + kind);
  }

  @Test
  void soundFileIsRead() throws IOException {
    assertThat(analysis(Files.write(folder.resolve("db"), sound())).total().keys()).isEqualTo(101);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] walHead() {
    byte[] head = new byte[200];
    little(head).putLong(0, 0x8400000000000004L).putInt(8, 0x00100408);
    return head;
  }

  static Stream<Arguments> noDatabases() {
    return Stream.of(
        Arguments.of(new byte[0], "the file is empty"),
        Arguments.of(text("apiVersion: v1\nkind: Pod\n"), "it looks like a text file"),
        Arguments.of(walHead(), "it looks like a WAL file; the database is member/snap/db"),
        Arguments.of(new byte[100_000], "there is no meta page of bbolt at byte 16"),
        Arguments.of(
            new BoltImage(PAGE).put("things", "a", "b").bytes(),
            "but not etcd's: it has no bucket"));
  }

  @ParameterizedTest
  @MethodSource("noDatabases")
  void whatIsNoDatabaseIsRefused(byte[] content, String why) throws IOException {
    assertRefused(content, why);
  }

  /** A bit of one of the meta pages at a time, the other one being whole. */
  @ParameterizedTest
  @ValueSource(ints = {16, 20, 24, 32, 48, 56, 64, 72})
  void flippedBitInOneMetaPageLeavesTheOther(int at) throws IOException {
    for (int page = 0; page < 2; page++) {
      byte[] file = sound();
      file[page * PAGE + at] ^= 4;

      Analysis analysis = analysis(Files.write(folder.resolve("db"), file));

      assertThat(analysis.total().keys()).isEqualTo(101);
      assertThat(analysis.notes()).singleElement().asString().startsWith("meta page " + page);
    }
  }

  @Test
  void flippedBitsInBothMetaPagesAreTold() throws IOException {
    byte[] file = sound();
    file[50] ^= 4;
    file[PAGE + 50] ^= 4;

    assertRefused(file, "neither meta page is valid: at byte 16 its checksum is ");
  }

  @Test
  void bigEndianFileIsTold() throws IOException {
    byte[] file = sound();
    for (int at : new int[] {16, PAGE + 16}) {
      little(file).putInt(at, Integer.reverseBytes(0xED0CDAED));
    }

    assertRefused(file, "it was written on a big-endian machine");
  }

  /** At every page, and in the middle of one. */
  @Test
  void truncatedFileIsTold() throws IOException {
    byte[] file = sound();
    for (int length = 4 * PAGE; length < file.length; length += PAGE / 2) {
      assertRefused(Arrays.copyOf(file, length), "the file is cut off");
    }
    assertRefused(Arrays.copyOf(file, 1000), "the file is cut off");
    assertRefused(Arrays.copyOf(file, 50), "this is not an etcd database");
  }

  private static byte[] withMeta(int at, long value) {
    byte[] file = sound();
    for (int page = 0; page < 2; page++) {
      byte[] meta = Arrays.copyOfRange(file, page * PAGE, (page + 1) * PAGE);
      little(meta).putLong(at, value);
      BoltImage.sign(meta);
      System.arraycopy(meta, 0, file, page * PAGE, PAGE);
    }
    return file;
  }

  @Test
  void metaPageThatLiesIsTold() throws IOException {
    assertRefused(withMeta(END_AT, 1L << 40), "the file is cut off, or its meta page is wrong");
    assertRefused(withMeta(END_AT, -1), "the file is cut off, or its meta page is wrong");
    assertRefused(withMeta(ROOT_AT, 1L << 40), "leads to page 1099511627776, and the database has");
    assertRefused(withMeta(ROOT_AT, 1), "leads to page 1, and the database has pages 2 to ");
    assertRefused(withMeta(48, 1L << 40), "the meta page says that the freelist is page ");
    assertRefused(withMeta(48, 3), "page 3 should be the freelist, and says that it is page 3 of");
  }

  @Test
  void pageThatLeadsToItselfOrBeyondTheEndIsTold() throws IOException {
    byte[] file = sound();
    int branch = page(file, 1);
    long itself = branch / PAGE;

    assertRefused(withChild(branch, itself), "page %d leads to page %<d, which".formatted(itself));
    assertRefused(withChild(branch, 1L << 50), "leads to page 1125899906842624, and the database");
    assertRefused(withChild(branch, -1), "leads to page 18446744073709551615, and the database");
    long second = little(file).getLong(branch + 16 + 16 + 8);
    assertRefused(withChild(branch, second), "which something else leads to already");
  }

  private static byte[] withChild(int branch, long child) {
    byte[] file = sound();
    little(file).putLong(branch + 16 + 8, child);
    return file;
  }

  @Test
  void countsAndSizesThatLieAreTold() throws IOException {
    byte[] many = sound();
    int leaf = page(many, 2);
    little(many).putShort(leaf + 10, (short) -1);
    assertRefused(many, "says it has 65535 elements, and has room for 255");

    byte[] overflow = sound();
    little(overflow).putInt(leaf + 12, -1);
    assertRefused(overflow, "goes on for 4294967295 more pages, and the database ends at page ");

    byte[] position = sound();
    little(position).putInt(leaf + 16 + 4, 1 << 30);
    assertRefused(position, "element 0 of page ");

    byte[] size = sound();
    little(size).putInt(leaf + 16 + 12, -1);
    assertRefused(size, "element 0 of page ");

    byte[] kind = sound();
    little(kind).putShort(leaf + 8, (short) 0x77);
    assertRefused(kind, "is of unknown kind 0077 where a branch or leaf page should be");

    byte[] id = sound();
    little(id).putLong(leaf, 77);
    assertRefused(id, ", which says that it is page 77");
  }

  @Test
  void keysOutOfOrderAreTold() throws IOException {
    byte[] file = sound();
    int leaf = page(file, 2);
    int key = leaf + 16 + 16 + little(file).getInt(leaf + 16 + 16 + 4);
    Arrays.fill(file, key, key + 8, (byte) 0);

    assertRefused(file, "the key of element 1 of page ");
  }

  @Test
  void valueThatIsNoKeyValueOfEtcdIsTold() throws IOException {
    EtcdImage etcd = new EtcdImage(PAGE).put("a", 10);
    etcd.image().put("key", new byte[17], new byte[10]);
    assertRefused(etcd.bytes(), "in the bucket key is not a revision of etcd");

    byte[] revision = new byte[17];
    revision[8] = '_';
    EtcdImage nonsense = new EtcdImage(PAGE).put("a", 10);
    nonsense.image().put("key", revision, new byte[] {-1, -1, -1});
    assertRefused(nonsense.bytes(), "is not a key and value of etcd");
  }

  @Test
  void olderEtcdIsTold() throws IOException {
    EtcdImage etcd = new EtcdImage(PAGE).put("a", 10);
    etcd.image().put("cluster", "clusterVersion", "3.3.0");

    assertRefused(etcd.bytes(), "at version 3.3.0 of etcd; 3.4 is the oldest");
  }

  @Test
  void snapshotWhoseChecksumIsWrongIsTold() throws IOException {
    assertRefused(
        Arrays.copyOf(sound(), sound().length + 32), "the checksum in its last 32 bytes is wrong");
  }

  @Test
  void folderWithoutAMemberAndOddPathsAreTold() {
    assertThatThrownBy(() -> analysis(folder))
        .hasMessageContaining("there is no member in this directory: no member/snap/db");
    assertThatThrownBy(() -> analysis(folder.resolve("gone")))
        .hasMessageContaining("no such file or directory");
    assertThatThrownBy(() -> analysis(Path.of("/dev/null")))
        .hasMessageContaining("it is neither a file nor a directory");
  }

  @Test
  void memberInADataDirectoryIsFound() throws IOException {
    Path snap = Files.createDirectories(folder.resolve("member/snap"));
    Path file = Files.write(snap.resolve("db"), sound());

    for (Path named : new Path[] {folder, folder.resolve("member"), snap, file}) {
      assertThat(analysis(named).total().keys()).isEqualTo(101);
    }
    assertThat(DatabaseFile.at(folder).dataDir()).contains(folder.toAbsolutePath());
  }
}
