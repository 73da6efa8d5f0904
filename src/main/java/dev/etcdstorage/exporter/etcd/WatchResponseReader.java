package dev.etcdstorage.exporter.etcd;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code WatchResponse}, with {@code fragment}, which jetcd's message does not have. */
final class WatchResponseReader implements MessageFields {
  private final StoreHeaderFields header = new StoreHeaderFields();
  private final List<KeyEvent> events = new ArrayList<>();
  private boolean created;
  private boolean canceled;
  private long compactRevision;
  private String cancelReason = "";
  private boolean fragment;

  private WatchResponseReader() {}

  static WatchAnswer read(CodedInputStream in) throws IOException {
    WatchResponseReader answer = new WatchResponseReader();
    answer.readFrom(in);
    return answer.answer();
  }

  private WatchAnswer answer() {
    return new WatchAnswer(
        header.header(), created, canceled, compactRevision, cancelReason, fragment, events);
  }

  @Override
  public boolean take(int tag, CodedInputStream in) throws IOException {
    switch (tag) {
      case 1 << 3 | 2 -> {
        var unused = header.readEmbedded(in);
      }
      case 3 << 3 -> created = in.readBool();
      case 4 << 3 -> canceled = in.readBool();
      case 5 << 3 -> compactRevision = in.readInt64();
      case 6 << 3 | 2 -> cancelReason = in.readStringRequireUtf8();
      case 7 << 3 -> fragment = in.readBool();
      case 11 << 3 | 2 -> {
        EventFields event = new EventFields();
        var unused = event.readEmbedded(in);
        events.add(event.event());
      }
      default -> {
        return false;
      }
    }
    return true;
  }
}
