package dev.etcdstorage.exporter.etcd;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code RangeResponse}, without its values. */
final class RangeResponseReader implements MessageFields {
  private final StoreHeaderFields header = new StoreHeaderFields();
  private final List<KeyEntry> entries = new ArrayList<>();
  private boolean more;
  private long count;

  private RangeResponseReader() {}

  static KeyPage read(CodedInputStream in) throws IOException {
    RangeResponseReader answer = new RangeResponseReader();
    answer.readFrom(in);
    return new KeyPage(
        answer.header.header(), answer.count, answer.more, answer.entries, in.getTotalBytesRead());
  }

  @Override
  public boolean take(int tag, CodedInputStream in) throws IOException {
    switch (tag) {
      case 1 << 3 | 2 -> {
        var unused = header.readEmbedded(in);
      }
      case 2 << 3 | 2 -> {
        KeyValueFields keyValue = new KeyValueFields();
        int length = keyValue.readEmbedded(in);
        entries.add(keyValue.entry(length));
      }
      case 3 << 3 -> more = in.readBool();
      case 4 << 3 -> count = in.readInt64();
      default -> {
        return false;
      }
    }
    return true;
  }
}
