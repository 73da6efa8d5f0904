package dev.etcdstorage.exporter.testkit.fake;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.ResponseHeader;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A small history with everything in it, and every question about it; answers without ids. */
final class SameWrites {
  /**
   * The one that {@link #compact} compacts at: a transaction that puts one key, deletes another.
   */
  private static final long COMPACTED = 5;

  private static final long LAST = 9;
  private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);
  private static final ByteString LAST_KEY = ByteString.copyFrom(new byte[] {(byte) 0xff, 1});
  private static final List<List<ByteString>> RANGES =
      List.of(
          List.of(ZERO, ZERO),
          List.of(utf8("a"), ByteString.EMPTY),
          List.of(utf8("a"), utf8("c")),
          List.of(utf8("c"), ZERO),
          List.of(utf8("c"), utf8("a")),
          List.of(utf8("x"), ByteString.EMPTY));

  private SameWrites() {}

  private static ByteString utf8(String text) {
    return ByteString.copyFromUtf8(text);
  }

  private static KVGrpc.KVBlockingStub kv(Channel channel) {
    return KVGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS);
  }

  static void write(Channel channel) {
    KVGrpc.KVBlockingStub kv = kv(channel);
    put(kv, utf8("a")); // 2
    put(kv, utf8("b"));
    put(kv, utf8("a"));
    var unused =
        kv.txn(
            TxnRequest.newBuilder()
                .addSuccess(RequestOp.newBuilder().setRequestPut(putOf(utf8("c"))))
                .addSuccess(
                    RequestOp.newBuilder()
                        .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(utf8("b"))))
                .build());
    put(kv, utf8("b")); // 6
    delete(kv, utf8("a"), utf8("c"));
    delete(kv, utf8("a"), ByteString.EMPTY); // nothing is left to delete
    put(kv, utf8("a"));
    put(kv, LAST_KEY); // 9
  }

  private static void put(KVGrpc.KVBlockingStub kv, ByteString key) {
    var unused = kv.put(putOf(key));
  }

  private static PutRequest putOf(ByteString key) {
    return PutRequest.newBuilder().setKey(key).setValue(utf8("value")).build();
  }

  private static void delete(KVGrpc.KVBlockingStub kv, ByteString key, ByteString end) {
    var unused =
        kv.deleteRange(DeleteRangeRequest.newBuilder().setKey(key).setRangeEnd(end).build());
  }

  static void compact(Channel channel) {
    var unused =
        kv(channel)
            .compact(
                CompactionRequest.newBuilder().setRevision(COMPACTED).setPhysical(true).build());
  }

  /** Every range at every revision, with every limit and content. */
  static List<String> ranges(Channel channel) {
    List<String> answers = new ArrayList<>();
    for (List<ByteString> range : RANGES) {
      for (long revision = 0; revision <= LAST + 1; revision++) {
        for (int limit : new int[] {0, 1, 2, 5}) {
          RangeRequest.Builder request =
              RangeRequest.newBuilder()
                  .setKey(range.get(0))
                  .setRangeEnd(range.get(1))
                  .setRevision(revision)
                  .setSerializable(true)
                  .setLimit(limit);
          answers.add(range(channel, request.build()));
          answers.add(range(channel, request.clone().setKeysOnly(true).build()));
          answers.add(range(channel, request.clone().setCountOnly(true).build()));
        }
      }
    }
    return answers;
  }

  private static String range(Channel channel, RangeRequest request) {
    try {
      RangeResponse response = kv(channel).range(request);
      return request
          + " => "
          + response.toBuilder().setHeader(withoutIds(response.getHeader())).build();
    } catch (StatusRuntimeException e) {
      return request + " => " + e.getStatus();
    }
  }

  /** What a watch of everything, and one of a key, hear of the writes as they happen. */
  static List<String> watchFromNow(Channel channel) {
    try (WatchProbe all = WatchProbe.of(channel, ZERO, ZERO, 0);
        WatchProbe one = WatchProbe.of(channel, utf8("a"), ByteString.EMPTY, 0)) {
      List<String> heard = new ArrayList<>();
      heard.add(shown(all.next()));
      heard.add(shown(one.next()));
      write(channel);
      for (int i = 0; i < 8; i++) {
        heard.add(shown(all.next()));
      }
      for (int i = 0; i < 4; i++) {
        heard.add(shown(one.next()));
      }
      return heard;
    }
  }

  /** What watches hear of the past; one that hears nothing hears of the next write. */
  static List<String> watches(Channel channel) {
    List<String> heard = new ArrayList<>();
    for (long start = 1; start <= LAST; start++) {
      try (WatchProbe probe = WatchProbe.of(channel, ZERO, ZERO, start)) {
        heard.add(start + ": " + shown(probe.next()));
        heard.add(start + ": " + shown(probe.next()));
      }
    }
    return heard;
  }

  private static String shown(WatchResponse response) {
    return response.toBuilder().setHeader(withoutIds(response.getHeader())).build().toString();
  }

  private static ResponseHeader withoutIds(ResponseHeader header) {
    return ResponseHeader.newBuilder().setRevision(header.getRevision()).build();
  }
}
