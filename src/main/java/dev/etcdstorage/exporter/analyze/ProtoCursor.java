package dev.etcdstorage.exporter.analyze;

import java.nio.ByteBuffer;

/**
 * Iterates over the fields of a protobuf message in place, without copying. Never reaches beyond
 * the message; anything that cannot be a message ends it as damaged.
 */
final class ProtoCursor {
  static final int VARINT = 0;
  static final int BYTES = 2;
  private static final int FIXED64 = 1;
  private static final int FIXED32 = 5;

  private ByteBuffer buffer = ByteBuffer.allocate(0);
  private int at;
  private int end;
  private int field;
  private int wire;
  private long number;
  private int from;
  private boolean damaged;
  private boolean cutOff;

  /** Selects a message; the buffer is little-endian and contains all of it. */
  ProtoCursor over(ByteBuffer bytes, int begin, int length) {
    buffer = bytes;
    at = begin;
    end = begin + length;
    damaged = false;
    cutOff = false;
    return this;
  }

  /** Moves to the next field; false at the end, and if the message is damaged. */
  boolean next() {
    if (at >= end || damaged) {
      return false;
    }
    long tag = varint();
    field = (int) (tag >>> 3);
    wire = (int) (tag & 7);
    if (field <= 0 || tag >>> 32 != 0) {
      damaged = true;
      return false;
    }
    switch (wire) {
      case VARINT -> number = varint();
      case FIXED64 -> skip(Long.BYTES);
      case FIXED32 -> skip(Integer.BYTES);
      case BYTES -> {
        number = varint();
        from = at;
        if (number < 0 || number > end - at) {
          damaged = true;
          cutOff = number > 0;
        } else {
          at += (int) number;
        }
      }
      default -> damaged = true;
    }
    return !damaged;
  }

  private void skip(int bytes) {
    if (bytes > end - at) {
      damaged = true;
    } else {
      at += bytes;
    }
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at >= end) {
        damaged = true;
        return 0;
      }
      byte b = buffer.get(at++);
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    damaged = true;
    return 0;
  }

  /** Whether the field is this one, of this kind. */
  boolean is(int wantedField, int wantedWire) {
    return field == wantedField && wire == wantedWire;
  }

  int field() {
    return field;
  }

  /** Of a {@link #VARINT}. */
  long number() {
    return number;
  }

  /** Offset of a field of {@link #BYTES}. */
  int from() {
    return from;
  }

  /** Its length. */
  int length() {
    return (int) number;
  }

  /** Whether the message ended within a field of {@link #BYTES}. */
  boolean cutOff() {
    return cutOff;
  }

  /** How much of that field is there. */
  int rest() {
    return end - from;
  }

  /** Whether the message could not be read to its end. */
  boolean damaged() {
    return damaged;
  }
}
