package dev.etcdstorage.exporter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenAddressTest {
  @ParameterizedTest
  @CsvSource({
    ":10027, '', 10027, :10027",
    ":0, '', 0, :0",
    "127.0.0.1:9100, 127.0.0.1, 9100, 127.0.0.1:9100",
    "localhost:65535, localhost, 65535, localhost:65535",
    "[::1]:10027, ::1, 10027, [::1]:10027"
  })
  void readsHostAndPort(String text, String host, int port, String shown) {
    ListenAddress address = ListenAddress.parse(text);

    assertThat(address).isEqualTo(new ListenAddress(host, port));
    assertThat(address).hasToString(shown);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10027 | has no port; write [HOST]:PORT, such as :10027",
        "'' | has no port; write [HOST]:PORT, such as :10027",
        "localhost | has no port; write [HOST]:PORT, such as :10027",
        "localhost: | the port is not a number; write [HOST]:PORT, such as :10027",
        ":http | the port is not a number; write [HOST]:PORT, such as :10027",
        ":99999999999 | the port is not a number; write [HOST]:PORT, such as :10027",
        "::1:10027 | put an IPv6 address in brackets, such as [::1]:10027",
        ":65536 | is not between 0 and 65535",
        ":-1 | is not between 0 and 65535"
      })
  void saysWhatIsWrongAndWhatWouldBeRight(String text, String message) {
    assertThatThrownBy(() -> ListenAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void noHostMeansEveryInterface() {
    assertThat(ListenAddress.parse(":10027").socketAddress().getAddress().isAnyLocalAddress())
        .isTrue();
    assertThat(ListenAddress.parse("127.0.0.1:1").socketAddress().getAddress().isLoopbackAddress())
        .isTrue();
  }
}
