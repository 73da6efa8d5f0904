package dev.etcdstorage.exporter.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.EtcdConnector;
import dev.etcdstorage.exporter.etcd.OwnKeys.Entry;
import dev.etcdstorage.exporter.testkit.data.PlainCluster;
import dev.etcdstorage.exporter.testkit.fake.FakeEtcd;
import dev.etcdstorage.exporter.testkit.fake.FakeMode;
import io.etcd.jetcd.api.KVGrpc;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which member is asked what any could answer. */
class AnyMemberTest {
  private final FakeEtcd first = FakeEtcd.start();
  private final FakeEtcd second = FakeEtcd.start();
  private final EtcdConnector connector = new EtcdConnector();
  private final MaintainedCluster cluster =
      new MaintainedCluster(
          connector.cluster(PlainCluster.at(first.endpoint(), second.endpoint())),
          Sleeper.system());
  private final AnyMember members = new AnyMember(cluster);

  @BeforeEach
  void warmUp() {
    // The first answer takes long while classes load.
    assertThat(ask().got()).isPresent();
  }

  @AfterEach
  void close() {
    cluster.close();
    connector.close();
    first.close();
    second.close();
  }

  private Answer<Optional<Entry>> ask() {
    return ask(members);
  }

  private static Answer<Optional<Entry>> ask(AnyMember members) {
    return members.keys((keys, deadline) -> keys.get(ClusterGuards.STOP_KEY, deadline));
  }

  private static int asked(FakeEtcd etcd) {
    return etcd.calls(KVGrpc.getRangeMethod());
  }

  @Test
  void firstOfTheListIsAskedAloneAsLongAsItAnswers() {
    assertThat(ask().got()).isPresent();

    assertThat(asked(first)).isEqualTo(2);
    assertThat(asked(second)).isZero();
  }

  @Test
  void memberThatKeptAQuestionWaitingIsNotAskedTheNextOneFirst() {
    AnyMember impatient = new AnyMember(cluster, Duration.ofSeconds(1));
    first.mode(KVGrpc.getRangeMethod(), new FakeMode.Hang());
    for (int question = 0; question < 3; question++) {
      assertThat(ask(impatient).got()).isPresent();
    }

    assertThat(asked(first)).isEqualTo(2);
    assertThat(asked(second)).isEqualTo(3);
  }

  @Test
  void itIsAskedAgainWhenTheOthersFail() {
    first.mode(KVGrpc.getRangeMethod(), new FakeMode.Fail(Status.UNAVAILABLE));
    assertThat(ask().got()).isPresent();
    first.mode(KVGrpc.getRangeMethod(), new FakeMode.Answer());
    second.mode(KVGrpc.getRangeMethod(), new FakeMode.Fail(Status.UNAVAILABLE));

    assertThat(ask().got()).isPresent();
    // and from then on first, since it answers
    assertThat(ask().got()).isPresent();

    assertThat(asked(second)).isEqualTo(2);
  }

  @Test
  void memberAtWorkIsAskedLastEvenBehindOneThatWasSilent() {
    second.mode(KVGrpc.getRangeMethod(), new FakeMode.Fail(Status.UNAVAILABLE));
    first.mode(KVGrpc.getRangeMethod(), new FakeMode.Fail(Status.UNAVAILABLE));
    assertThat(ask().got()).isEmpty();
    second.mode(KVGrpc.getRangeMethod(), new FakeMode.Answer());
    int before = asked(first);

    members.avoid(Optional.of(Endpoint.parse(first.endpoint(), false)));

    assertThat(ask().got()).isPresent();
    assertThat(asked(first)).isEqualTo(before);
  }
}
