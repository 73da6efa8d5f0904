package dev.etcdstorage.exporter.maintenance.recover;

import dev.etcdstorage.exporter.etcd.SnapshotSink;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A snapshot on its way to disk. It holds every Secret, so only its owner may read it, from the
 * first byte on. It grows under a locked name that ends with {@value #PART}, and gets its own name
 * when it is whole; an existing file is never written to.
 */
final class SnapshotFile implements SnapshotSink, AutoCloseable {
  static final String PART = ".part";

  private final Path target;
  private final Path part;
  private final FileChannel channel;
  private final TrailingDigest digest = new TrailingDigest();
  private volatile long bytes;
  private volatile long left;

  private SnapshotFile(Path target, Path part, FileChannel channel) {
    this.target = target;
    this.part = part;
    this.channel = channel;
  }

  /** Removes what a killed run has left under this name. */
  static SnapshotFile create(Path target) throws IOException {
    if (Files.exists(target)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    Path part = target.resolveSibling(target.getFileName() + PART);
    removeAbandoned(part);
    FileChannel channel =
        FileChannel.open(
            part,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    if (channel.tryLock() == null) {
      channel.close();
      throw usedByAnother(part);
    }
    return new SnapshotFile(target, part, channel);
  }

  private static void removeAbandoned(Path part) throws IOException {
    if (!Files.exists(part)) {
      return;
    }
    try (FileChannel old = FileChannel.open(part, StandardOpenOption.WRITE);
        FileLock lock = old.tryLock()) {
      if (lock == null) {
        throw usedByAnother(part);
      }
      Files.delete(part);
    }
  }

  private static IOException usedByAnother(Path part) {
    return new FileSystemException(part.toString(), null, "another run is writing it");
  }

  @Override
  public void take(byte[] piece, long more) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(piece);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    digest.add(piece, piece.length);
    left = more;
    bytes = digest.bytes();
  }

  /** Written so far. */
  long bytes() {
    return bytes;
  }

  /** Still to come, as etcd said last. */
  long left() {
    return left;
  }

  /**
   * Checks it, waits until it is on disk, and gives it its name.
   *
   * @throws IOException when it is not whole, or its name was taken meanwhile
   */
  void finish() throws IOException {
    if (!digest.matches()) {
      throw new IOException("its checksum is wrong: what arrived is not what etcd read");
    }
    channel.force(true);
    giveName();
    try (FileChannel folder =
        FileChannel.open(target.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  /**
   * Links the second name, then drops the first: a plain move would overwrite a file created
   * meanwhile.
   */
  private void giveName() throws IOException {
    try {
      Files.createLink(target, part);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | FileSystemException e) {
      // The file system has no hard links.
      Files.move(part, target);
    }
  }

  /** Removes an unfinished file. */
  @Override
  public void close() throws IOException {
    try (channel) {
      Files.deleteIfExists(part);
    }
  }

  /** Whether a file is a whole snapshot. */
  static boolean whole(Path file) throws IOException {
    TrailingDigest digest = new TrailingDigest();
    byte[] buffer = new byte[1 << 20];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.add(buffer, read);
      }
    }
    return digest.matches();
  }
}
