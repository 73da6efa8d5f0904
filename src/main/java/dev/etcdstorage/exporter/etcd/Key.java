package dev.etcdstorage.exporter.etcd;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** A key in etcd: any bytes, in etcd's order, unsigned byte by byte. */
public final class Key implements Comparable<Key> {
  /** The first of all possible keys: one zero byte, since etcd refuses an empty key. */
  public static final Key FIRST = new Key(new byte[] {0});

  private final byte[] bytes;

  private Key(byte[] bytes) {
    this.bytes = bytes;
  }

  public static Key of(byte[] bytes) {
    return new Key(bytes.clone());
  }

  public static Key of(String text) {
    return new Key(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Takes the array without a copy; nobody else may keep it. */
  static Key wrap(byte[] bytes) {
    return new Key(bytes);
  }

  /** The array itself, for reading only. */
  byte[] raw() {
    return bytes;
  }

  /** In bytes. */
  public int length() {
    return bytes.length;
  }

  /** The byte at this index, 0 to 255. */
  public int at(int index) {
    return bytes[index] & 0xff;
  }

  public byte[] toBytes() {
    return bytes.clone();
  }

  public boolean startsWith(Key prefix) {
    return prefix.bytes.length <= bytes.length
        && Arrays.equals(bytes, 0, prefix.bytes.length, prefix.bytes, 0, prefix.bytes.length);
  }

  /** How many leading bytes both keys share. */
  public int sharedWith(Key other) {
    int differ = Arrays.mismatch(bytes, other.bytes);
    return differ < 0 ? bytes.length : differ;
  }

  /** The first bytes of this key. */
  public Key prefix(int length) {
    return new Key(Arrays.copyOf(bytes, length));
  }

  public Key without(int first) {
    return new Key(Arrays.copyOfRange(bytes, first, bytes.length));
  }

  public Key plus(Key end) {
    byte[] both = Arrays.copyOf(bytes, bytes.length + end.bytes.length);
    System.arraycopy(end.bytes, 0, both, bytes.length, end.bytes.length);
    return new Key(both);
  }

  /** The very next key: this one and a zero byte. */
  public Key next() {
    return new Key(Arrays.copyOf(bytes, bytes.length + 1));
  }

  /** The first key after all that begin with this one; empty if there is none (all bytes 0xff). */
  public Optional<Key> afterPrefix() {
    for (int i = bytes.length - 1; i >= 0; i--) {
      if (bytes[i] != (byte) 0xff) {
        byte[] end = Arrays.copyOf(bytes, i + 1);
        end[i]++;
        return Optional.of(new Key(end));
      }
    }
    return Optional.empty();
  }

  @Override
  public int compareTo(Key other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Key key && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** 64 bits that stand for it; never 0. */
  public long longHash() {
    return KeyHash.of(ByteBuffer.wrap(bytes), 0, bytes.length);
  }

  /**
   * The bytes from {@code from} to {@code to} as text, no more of them than {@code most} characters
   * need: UTF-8 where valid; other bytes, invisible characters and the backslash as {@code \xNN}.
   */
  public String text(int from, int to, int most) {
    return PrintableText.of(bytes, from, to, most);
  }

  /** All of it as text. */
  @Override
  public String toString() {
    return text(0, bytes.length, Integer.MAX_VALUE);
  }
}
