package dev.etcdstorage.exporter.etcd;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;

/** {@code ResponseHeader}. */
final class StoreHeaderFields implements MessageFields {
  private long clusterId;
  private long memberId;
  private long revision;

  @Override
  public boolean take(int tag, CodedInputStream in) throws IOException {
    switch (tag) {
      case 1 << 3 -> clusterId = in.readUInt64();
      case 2 << 3 -> memberId = in.readUInt64();
      case 3 << 3 -> revision = in.readInt64();
      default -> {
        return false;
      }
    }
    return true;
  }

  StoreHeader header() {
    return new StoreHeader(clusterId, memberId, revision);
  }
}
