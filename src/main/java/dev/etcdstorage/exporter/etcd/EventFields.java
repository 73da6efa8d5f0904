package dev.etcdstorage.exporter.etcd;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;

/** {@code Event}; the previous key-value is never requested, and would be skipped. */
final class EventFields implements MessageFields {
  private static final int DELETE = 1;

  private final KeyValueFields keyValue = new KeyValueFields();
  private int type;

  @Override
  public boolean take(int tag, CodedInputStream in) throws IOException {
    switch (tag) {
      case 1 << 3 -> type = in.readEnum();
      case 2 << 3 | 2 -> {
        var unused = keyValue.readEmbedded(in);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  KeyEvent event() {
    return keyValue.event(type == DELETE);
  }
}
