package dev.etcdstorage.exporter.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.testkit.data.PlainCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EtcdConnectorTest {
  private static final Logger GRPC = Logger.getLogger("io.grpc");

  private final ConcurrentLinkedQueue<String> complaints = new ConcurrentLinkedQueue<>();
  private final Handler listener =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
            complaints.add(line.getMessage() + ": " + line.getThrown());
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    GRPC.addHandler(listener);
  }

  @AfterEach
  void listenNoMore() {
    GRPC.removeHandler(listener);
  }

  /** A start that fails at once, for its port is taken, closes what has just begun to connect. */
  @Test
  void channelsThatStillConnectEndQuietly() throws IOException {
    Endpoint refusing = Endpoint.parse("https://127.0.0.1:" + portOfNobody(), false);
    // As a start holds them: a connector does not keep what nobody else does.
    List<EtcdMember> held = new ArrayList<>();

    for (int i = 0; i < 50; i++) {
      try (EtcdConnector connector = new EtcdConnector()) {
        OpenCluster cluster = connector.cluster(PlainCluster.at(refusing.toString()));
        for (int member = 0; member < 3; member++) {
          EtcdMember refused = cluster.member(refusing);
          held.add(refused);
          var unused = refused.status(Deadline.in(Duration.ofSeconds(1)));
        }
      }
    }

    assertThat(complaints).isEmpty();
    assertThat(held).hasSize(150);
  }

  @Test
  void channelThatIsOpenedTooLateIsShutDown() throws IOException {
    Endpoint refusing = Endpoint.parse("http://127.0.0.1:" + portOfNobody(), false);
    EtcdConnector connector = new EtcdConnector();
    OpenCluster cluster = connector.cluster(PlainCluster.at(refusing.toString()));
    connector.close();

    var answer = cluster.member(refusing).status(Deadline.in(Duration.ofMinutes(1))).join();

    assertThat(answer).isInstanceOf(Answer.Refused.class);
    assertThat(complaints).isEmpty();
  }

  private static int portOfNobody() throws IOException {
    try (ServerSocket port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return port.getLocalPort();
    }
  }
}
