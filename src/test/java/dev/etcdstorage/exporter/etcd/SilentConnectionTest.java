package dev.etcdstorage.exporter.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.fake.FakeEtcd;
import dev.etcdstorage.exporter.testkit.real.SilentRelay;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A network that drops a connection without telling either side. */
class SilentConnectionTest {
  @Test
  void callAfterASilentOneConnectsAnew() {
    try (FakeEtcd fake = FakeEtcd.start();
        SilentRelay relay = SilentRelay.to(URI.create(fake.clientUrl()).getPort());
        EtcdFixture etcd = new EtcdFixture();
        EtcdMember member = etcd.member("http://127.0.0.1:" + relay.port())) {
      // Given a member that answered
      Answer<MemberStatus> before = member.status(Deadline.in(Duration.ofSeconds(10))).join();
      assertThat(before.got()).as("%s", before).isPresent();

      // When its connection goes silent
      relay.cut();
      Answer<MemberStatus> cut = member.status(Deadline.in(Duration.ofMillis(300))).join();

      // Then that call times out, and the very next one is answered, over a new connection
      assertThat(cut.refusal()).map(Failure::reason).contains(Reason.TIMEOUT);
      Answer<MemberStatus> after = member.status(Deadline.in(Duration.ofSeconds(10))).join();
      assertThat(after.got()).isPresent();
      assertThat(member.connections()).isEqualTo(2);
    }
  }
}
