package dev.etcdstorage.exporter.testkit.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A file of bbolt, written page by page by the format alone and not by the code under test: buckets
 * with elements in the order of their keys, each in pages of its own or, when it is small, inline.
 */
@SuppressWarnings("ByteBufferBackingArray") // all are of little(), which allocates or wraps
public final class BoltImage {
  private static final int HEAD = 16;
  private static final int BRANCH = 1;
  private static final int LEAF = 2;
  private static final int META = 4;
  private static final int FREELIST = 16;

  private final int pageSize;
  private final SortedMap<byte[], SortedMap<byte[], byte[]>> buckets =
      new TreeMap<>(Arrays::compareUnsigned);
  private final List<byte[]> pages = new ArrayList<>();
  private int freePages;
  private boolean inline;
  private boolean freelist;

  private static final class Element {
    private final byte[] key;
    private final byte[] value;
    private final int flags;

    Element(byte[] key, byte[] value, int flags) {
      this.key = key;
      this.value = value;
      this.flags = flags;
    }

    int bytes() {
      return HEAD + key.length + value.length;
    }
  }

  /** A page that was written, and its first key. */
  private static final class Written {
    private final long id;
    private final byte[] key;

    Written(long id, byte[] key) {
      this.id = id;
      this.key = key;
    }
  }

  public BoltImage(int pageSize) {
    this.pageSize = pageSize;
  }

  /** An element of a bucket; the bucket is there from its first one on. */
  public BoltImage put(String bucket, byte[] key, byte[] value) {
    bucket(bucket).put(key, value);
    return this;
  }

  /** The same, of texts. */
  public BoltImage put(String bucket, String key, String value) {
    return put(
        bucket, key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
  }

  /** A bucket, if need be without elements. */
  public SortedMap<byte[], byte[]> bucket(String name) {
    return buckets.computeIfAbsent(
        name.getBytes(StandardCharsets.UTF_8), key -> new TreeMap<>(Arrays::compareUnsigned));
  }

  /** Pages that belong to nothing. */
  public BoltImage free(int count) {
    freePages = count;
    return this;
  }

  /** Small buckets lie in the page of the bucket of buckets, as bbolt has it. */
  public BoltImage inlineSmall() {
    inline = true;
    return this;
  }

  /** The free pages are listed, as where bbolt is told to write the list. */
  public BoltImage withFreelist() {
    freelist = true;
    return this;
  }

  /** The whole file. */
  public byte[] bytes() {
    pages.clear();
    pages.add(new byte[pageSize]);
    pages.add(new byte[pageSize]);
    long list = freelist ? writeFreelist() : -1;
    for (int i = 0; i < freePages; i++) {
      pages.add(new byte[pageSize]);
    }
    List<Element> roots = new ArrayList<>();
    for (Map.Entry<byte[], SortedMap<byte[], byte[]>> bucket : buckets.entrySet()) {
      roots.add(new Element(bucket.getKey(), written(elements(bucket.getValue())), 1));
    }
    long root = tree(roots);
    for (int i = 0; i < 2; i++) {
      pages.set(i, metaPage(i, root, list, i));
    }
    ByteBuffer file = ByteBuffer.allocate(pages.size() * pageSize);
    pages.forEach(file::put);
    return file.array();
  }

  private static List<Element> elements(SortedMap<byte[], byte[]> bucket) {
    return bucket.entrySet().stream()
        .map(each -> new Element(each.getKey(), each.getValue(), 0))
        .toList();
  }

  /** What describes a bucket. */
  private byte[] written(List<Element> elements) {
    int size = HEAD + elements.stream().mapToInt(Element::bytes).sum();
    if (inline && size <= pageSize / 4) {
      ByteBuffer value = little(HEAD + size);
      value.position(HEAD);
      value.put(page(0, LEAF, elements, size));
      return value.array();
    }
    return little(HEAD).putLong(0, tree(elements)).array();
  }

  private long tree(List<Element> elements) {
    List<Written> level = new ArrayList<>();
    for (List<Element> page : packed(elements)) {
      level.add(new Written(write(LEAF, page), page.isEmpty() ? new byte[0] : page.get(0).key));
    }
    while (level.size() > 1) {
      List<Element> children =
          level.stream()
              .map(each -> new Element(each.key, little(8).putLong(0, each.id).array(), 0))
              .toList();
      List<Written> above = new ArrayList<>();
      for (List<Element> page : packed(children)) {
        above.add(new Written(write(BRANCH, page), page.get(0).key));
      }
      level = above;
    }
    return level.get(0).id;
  }

  private List<List<Element>> packed(List<Element> elements) {
    List<List<Element>> packed = new ArrayList<>();
    List<Element> page = new ArrayList<>();
    int used = HEAD;
    for (Element element : elements) {
      if (page.size() >= 2 && used + element.bytes() > pageSize) {
        packed.add(page);
        page = new ArrayList<>();
        used = HEAD;
      }
      page.add(element);
      used += element.bytes();
    }
    packed.add(page);
    return packed;
  }

  private long write(int kind, List<Element> elements) {
    int used = HEAD + elements.stream().mapToInt(Element::bytes).sum();
    int count = (used + pageSize - 1) / pageSize;
    long id = pages.size();
    byte[] bytes = page(id, kind, elements, count * pageSize);
    little(bytes).putInt(12, count - 1);
    for (int i = 0; i < count; i++) {
      pages.add(Arrays.copyOfRange(bytes, i * pageSize, (i + 1) * pageSize));
    }
    return id;
  }

  private static byte[] page(long id, int kind, List<Element> elements, int size) {
    ByteBuffer page = little(size);
    page.putLong(0, id).putShort(8, (short) kind).putShort(10, (short) elements.size());
    int at = HEAD + HEAD * elements.size();
    for (int i = 0; i < elements.size(); i++) {
      Element element = elements.get(i);
      int head = HEAD + HEAD * i;
      if (kind == LEAF) {
        page.putInt(head, element.flags).putInt(head + 4, at - head);
        page.putInt(head + 8, element.key.length).putInt(head + 12, element.value.length);
      } else {
        page.putInt(head, at - head).putInt(head + 4, element.key.length);
        page.putLong(head + 8, little(element.value).getLong(0));
      }
      page.put(at, element.key);
      at += element.key.length;
      if (kind == LEAF) {
        page.put(at, element.value);
        at += element.value.length;
      }
    }
    return page.array();
  }

  private long writeFreelist() {
    long id = pages.size();
    ByteBuffer page = little(pageSize);
    page.putLong(0, id).putShort(8, (short) FREELIST).putShort(10, (short) freePages);
    for (int i = 0; i < freePages; i++) {
      page.putLong(HEAD + 8 * i, id + 1 + i);
    }
    pages.add(page.array());
    return id;
  }

  private byte[] metaPage(int place, long root, long list, long transaction) {
    ByteBuffer page = little(pageSize);
    page.putLong(0, place).putShort(8, (short) META);
    page.putInt(HEAD, 0xED0CDAED).putInt(HEAD + 4, 2).putInt(HEAD + 8, pageSize);
    page.putLong(HEAD + 16, root).putLong(HEAD + 32, list).putLong(HEAD + 40, pages.size());
    page.putLong(HEAD + 48, transaction);
    sign(page.array());
    return page.array();
  }

  /** Makes the checksum of a meta page right again after a change. */
  public static void sign(byte[] metaPage) {
    long hash = 0xcbf29ce484222325L;
    for (int i = HEAD; i < HEAD + 56; i++) {
      hash = (hash ^ (metaPage[i] & 0xff)) * 0x100000001b3L;
    }
    little(metaPage).putLong(HEAD + 56, hash);
  }

  private static ByteBuffer little(int size) {
    return little(new byte[size]);
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
