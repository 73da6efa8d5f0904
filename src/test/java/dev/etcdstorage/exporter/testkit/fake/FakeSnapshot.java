package dev.etcdstorage.exporter.testkit.fake;

import com.google.common.hash.Hashing;
import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.SnapshotResponse;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A stream of a snapshot.
 *
 * @param pieces in their order, the checksum last
 * @param end how the stream ends after them
 */
public record FakeSnapshot(List<SnapshotResponse> pieces, Status end) {
  private static final int PIECE_BYTES = 32 << 10;

  public FakeSnapshot {
    pieces = List.copyOf(pieces);
  }

  /** As etcd sends it: pieces of 32 KiB with what is left, then the SHA-256 of all. */
  public static FakeSnapshot whole(int count) {
    Random random = new Random(count);
    List<SnapshotResponse> pieces = new ArrayList<>();
    byte[] all = new byte[count * PIECE_BYTES];
    random.nextBytes(all);
    for (int i = 0; i < count; i++) {
      pieces.add(
          SnapshotResponse.newBuilder()
              .setBlob(ByteString.copyFrom(all, i * PIECE_BYTES, PIECE_BYTES))
              .setRemainingBytes((long) (count - i - 1) * PIECE_BYTES)
              .build());
    }
    pieces.add(
        SnapshotResponse.newBuilder()
            .setBlob(ByteString.copyFrom(Hashing.sha256().hashBytes(all).asBytes()))
            .build());
    return new FakeSnapshot(pieces, Status.OK);
  }

  /** The same, broken off after so many pieces. */
  public FakeSnapshot cutAfter(int count, Status how) {
    return new FakeSnapshot(pieces.subList(0, count), how);
  }

  /** The same with the piece at this index twice. */
  public FakeSnapshot withTwice(int index) {
    List<SnapshotResponse> more = new ArrayList<>(pieces);
    more.add(index, pieces.get(index));
    return new FakeSnapshot(more, end);
  }
}
