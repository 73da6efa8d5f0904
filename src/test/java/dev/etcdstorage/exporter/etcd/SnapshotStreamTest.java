package dev.etcdstorage.exporter.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.testkit.data.PlainCluster;
import dev.etcdstorage.exporter.testkit.fake.FakeEtcd;
import dev.etcdstorage.exporter.testkit.fake.FakeSnapshot;
import io.etcd.jetcd.api.SnapshotResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotStreamTest {
  private final FakeEtcd fake = FakeEtcd.start();
  private final EtcdConnector connector = new EtcdConnector();
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final MemberControl control =
      connector
          .cluster(PlainCluster.at(fake.clientUrl()))
          .control(Endpoint.parse(fake.clientUrl(), false));

  @AfterEach
  void close() {
    control.close();
    connector.close();
    thread.shutdownNow();
    fake.close();
  }

  /** Pieces are asked for a few together: around the bounds of that, none is forgotten. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 7, 8, 9, 100})
  void everyPieceComesOnceAndInOrder(int pieces) throws Exception {
    // Given
    FakeSnapshot snapshot = FakeSnapshot.whole(pieces);
    fake.state().snapshot(snapshot);
    List<SnapshotResponse> taken = new ArrayList<>();

    // When
    Answer<Done> answer =
        control
            .snapshot((piece, left) -> taken.add(response(piece, left)), thread)
            .get(30, TimeUnit.SECONDS);

    // Then
    assertThat(answer).isInstanceOf(Answer.Got.class);
    assertThat(taken).isEqualTo(snapshot.pieces());
  }

  @Test
  void noFurtherPieceIsTakenOnceOneCannotBeKept() throws Exception {
    // Given
    fake.state().snapshot(FakeSnapshot.whole(100));
    List<Long> taken = new ArrayList<>();

    // When
    Answer<Done> answer =
        control
            .snapshot(
                (piece, left) -> {
                  taken.add(left);
                  throw new IOException("the disk is full");
                },
                thread)
            .get(30, TimeUnit.SECONDS);
    thread.shutdown();
    assertThat(thread.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

    // Then
    assertThat(answer.refusal().orElseThrow().detail()).isEqualTo("not kept: the disk is full");
    assertThat(taken).hasSize(1);
  }

  private static SnapshotResponse response(byte[] piece, long left) {
    return SnapshotResponse.newBuilder()
        .setBlob(ByteString.copyFrom(piece))
        .setRemainingBytes(left)
        .build();
  }
}
