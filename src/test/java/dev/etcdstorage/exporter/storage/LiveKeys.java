package dev.etcdstorage.exporter.storage;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.grpc.Channel;
import java.util.concurrent.TimeUnit;

/** The live keys of an etcd at one revision, walked with nothing of ours. */
public record LiveKeys(long count, long fileBytes) {
  private static final long PAGE_BYTES = 4 << 20;
  private static final ByteString ALL = ByteString.copyFrom(new byte[1]);

  public static LiveKeys walk(Channel channel) {
    KVGrpc.KVBlockingStub kv =
        KVGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
    LiveFile file = new LiveFile();
    long count = 0;
    long revision = 0;
    ByteString from = ALL;
    long limit = 16;
    while (true) {
      RangeResponse page =
          kv.range(
              RangeRequest.newBuilder()
                  .setKey(from)
                  .setRangeEnd(ALL)
                  .setRevision(revision)
                  .setLimit(limit)
                  .build());
      revision = page.getHeader().getRevision();
      for (KeyValue entry : page.getKvsList()) {
        file.add(entry.getSerializedSize(), entry.getModRevision());
        count++;
      }
      if (!page.getMore()) {
        return new LiveKeys(count, file.bytes());
      }
      from = page.getKvs(page.getKvsCount() - 1).getKey().concat(ALL);
      limit =
          Math.max(
              16, Math.min(10_000, PAGE_BYTES * limit / Math.max(1, page.getSerializedSize())));
    }
  }
}
