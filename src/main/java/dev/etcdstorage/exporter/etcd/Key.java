package dev.etcdstorage.exporter.etcd;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** A key of etcd: any bytes, ordered as etcd orders them, unsigned byte by byte. */
public final class Key implements Comparable<Key> {
  /** The first of all possible keys: one zero byte, since etcd refuses an empty key. */
  public static final Key FIRST = new Key(new byte[] {0});

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

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

  /** Takes the array as it is; nobody else may keep it. */
  static Key wrap(byte[] bytes) {
    return new Key(bytes);
  }

  /** The array itself, for those who only read it. */
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

  /** How many bytes both begin with. */
  public int sharedWith(Key other) {
    int differ = Arrays.mismatch(bytes, other.bytes);
    return differ < 0 ? bytes.length : differ;
  }

  /** The first bytes of this key. */
  public Key prefix(int length) {
    return new Key(Arrays.copyOf(bytes, length));
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

  /** A hash that two keys share by chance alone, 1 in 2^63; never 0. */
  public long longHash() {
    long hash = bytes.length;
    int at = 0;
    for (; at + Long.BYTES <= bytes.length; at += Long.BYTES) {
      hash = mixed(hash ^ (long) WORDS.get(bytes, at));
    }
    long rest = 0;
    for (; at < bytes.length; at++) {
      rest = (rest << Byte.SIZE) | at(at);
    }
    return mixed(mixed(hash ^ rest)) | 1;
  }

  /** The finalizer of MurmurHash3, with which every bit of the hash depends on every bit. */
  private static long mixed(long word) {
    long half = (word ^ (word >>> 33)) * 0xff51afd7ed558ccdL;
    long whole = (half ^ (half >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return whole ^ (whole >>> 33);
  }

  /**
   * The bytes in between as text, no more of them than {@code most} characters need: UTF-8 where it
   * is; other bytes, characters that do not show, and the backslash as {@code \xNN}.
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
