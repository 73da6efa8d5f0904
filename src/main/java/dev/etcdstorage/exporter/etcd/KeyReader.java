package dev.etcdstorage.exporter.etcd;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.RangeRequest;
import io.grpc.MethodDescriptor;
import java.util.concurrent.CompletableFuture;

/** Range, without ever holding a value. */
final class KeyReader {
  /**
   * Above any page that is requested, above etcd's usual limit for one value, and a quarter of the
   * launcher's limit for buffers. A larger answer is refused, and requested in parts.
   */
  private static final int LARGEST_ANSWER = 8 << 20;

  /** As an end it means no end. */
  private static final ByteString NO_END = ByteString.copyFrom(new byte[1]);

  private static final MethodDescriptor<RangeRequest, KeyPage> RANGE =
      KVGrpc.getRangeMethod().toBuilder(
              KVGrpc.getRangeMethod().getRequestMarshaller(),
              new StreamingMarshaller<>(RangeResponseReader::read))
          .build();

  private final Calls calls;

  KeyReader(Calls calls) {
    this.calls = calls;
  }

  CompletableFuture<Answer<KeyPage>> read(KeyRead read, Deadline deadline) {
    RangeRequest request = request(read);
    return calls.withToken(
        deadline,
        channel ->
            Calls.once(
                channel,
                RANGE,
                request,
                Calls.options(deadline).withMaxInboundMessageSize(LARGEST_ANSWER)));
  }

  private static RangeRequest request(KeyRead read) {
    KeyRange range = read.range();
    return RangeRequest.newBuilder()
        .setKey(bytes(range.from()))
        .setRangeEnd(range.end().map(KeyReader::bytes).orElse(NO_END))
        .setRevision(read.revision())
        .setLimit(read.limit())
        .setSerializable(true)
        .setKeysOnly(read.content() == KeyRead.Content.KEYS)
        .build();
  }

  private static ByteString bytes(Key key) {
    return UnsafeByteOperations.unsafeWrap(key.raw());
  }
}
