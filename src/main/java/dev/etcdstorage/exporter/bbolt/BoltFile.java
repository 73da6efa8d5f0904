package dev.etcdstorage.exporter.bbolt;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A bbolt file, read-only and mapped in windows, since Java maps at most 2 GiB at once. Consecutive
 * windows overlap by half, so that each page is whole in the window that it begins in. Thread-safe.
 */
public final class BoltFile implements AutoCloseable {
  private static final int STEP_BITS = 29;
  private static final long STEP = 1L << STEP_BITS;

  /** Two meta pages, and the bucket of buckets. */
  private static final long LEAST_PAGES = 3;

  private final FileChannel channel;
  private final long fileBytes;
  private final BoltMeta meta;
  private final Optional<String> damage;
  private final AtomicReferenceArray<MappedByteBuffer> windows;

  private BoltFile(FileChannel channel) throws IOException {
    this.channel = channel;
    MetaPages pages = new MetaPages(channel);
    this.meta = pages.newest();
    this.damage = pages.damage();
    this.fileBytes = channel.size();
    checkMeta();
    this.windows = new AtomicReferenceArray<>((int) ((meta.bytes() + STEP - 1) >>> STEP_BITS));
  }

  /**
   * Opens a file.
   *
   * @throws BoltFileException if it is not a whole database
   * @throws IOException if it cannot be read
   */
  public static BoltFile open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new BoltFile(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private void checkMeta() throws BoltFileException {
    long pages = fileBytes / meta.pageSize();
    if (meta.end() < LEAST_PAGES || meta.end() > pages) {
      throw new BoltFileException(
          String.format(
              "the file is cut off, or its meta page is wrong: meta page %d says that there are %s pages"
                  + " of %d bytes, and the file has %d",
              meta.place(), Long.toUnsignedString(meta.end()), meta.pageSize(), pages));
    }
  }

  /** The newer intact meta page. */
  public BoltMeta meta() {
    return meta;
  }

  /** What is wrong with the other meta page, if anything; bbolt does without it too. */
  public Optional<String> damage() {
    return damage;
  }

  /** On disk: with what bbolt has preallocated after the last page, and a snapshot's checksum. */
  public long fileBytes() {
    return fileBytes;
  }

  /** Whether both meta pages are unchanged: nothing was committed since. */
  public boolean unchanged() throws IOException {
    try {
      return channel.size() == fileBytes && new MetaPages(channel).newest().equals(meta);
    } catch (BoltFileException e) {
      return false;
    }
  }

  /** For reading from end to end. */
  public FileChannel channel() {
    return channel;
  }

  /**
   * A branch or leaf page.
   *
   * @param from what points there, for the message
   */
  BoltPage page(long id, String from) throws IOException {
    if (id < 2 || id >= meta.end()) {
      throw new BoltFileException(
          String.format(
              "%s leads to page %s, and the database has pages 2 to %d",
              from, Long.toUnsignedString(id), meta.end() - 1));
    }
    long begin = id * meta.pageSize();
    MappedByteBuffer window = window((int) (begin >>> STEP_BITS));
    int at = (int) (begin & (STEP - 1));
    if (window.getLong(at) != id) {
      throw new BoltFileException(
          String.format(
              "%s leads to page %d, which says that it is page %s",
              from, id, Long.toUnsignedString(window.getLong(at))));
    }
    long pages = 1 + Integer.toUnsignedLong(window.getInt(at + BoltPage.OVERFLOW_AT));
    if (id + pages > meta.end()) {
      throw new BoltFileException(
          String.format(
              "page %d goes on for %d more pages, and the database ends at page %d",
              id, pages - 1, meta.end() - 1));
    }
    if (pages * meta.pageSize() > STEP) {
      throw new BoltFileException(
          String.format(
              "page %d says that it has %d bytes; etcd writes none above 512 MiB",
              id, pages * meta.pageSize()));
    }
    return new BoltPage(window, at, id, (int) pages * meta.pageSize());
  }

  private MappedByteBuffer window(int index) throws IOException {
    MappedByteBuffer window = windows.get(index);
    if (window == null) {
      long from = index * STEP;
      MappedByteBuffer mapped =
          channel.map(MapMode.READ_ONLY, from, Math.min(2 * STEP, meta.bytes() - from));
      mapped.order(ByteOrder.LITTLE_ENDIAN);
      window = windows.compareAndSet(index, null, mapped) ? mapped : windows.get(index);
    }
    return window;
  }

  /** The mapping is released by garbage collection. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
