package dev.etcdstorage.exporter.etcd;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;

/** Picks fields of a protobuf message from a stream; the rest is skipped unread. */
@FunctionalInterface
interface MessageFields {
  /**
   * Reads the field, if it is wanted.
   *
   * @param tag number and wire type, so that a known number of another type counts as unknown
   * @return false if nothing was read
   */
  boolean take(int tag, CodedInputStream in) throws IOException;

  /** Reads up to the end of the stream or of the current limit. */
  default void readFrom(CodedInputStream in) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (!take(tag, in) && !in.skipField(tag)) {
        throw new InvalidProtocolBufferException("a group ends that never began");
      }
    }
  }

  /**
   * Reads a message inside another one.
   *
   * @return its length
   */
  default int readEmbedded(CodedInputStream in) throws IOException {
    int length = in.readRawVarint32();
    int outer = in.pushLimit(length);
    readFrom(in);
    if (in.getBytesUntilLimit() != 0) {
      throw new InvalidProtocolBufferException("the message ends inside a message of its own");
    }
    in.popLimit(outer);
    return length;
  }
}
