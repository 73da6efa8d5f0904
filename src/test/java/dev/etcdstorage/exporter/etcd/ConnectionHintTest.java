package dev.etcdstorage.exporter.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Words that were seen of etcd; {@link ConnectionHintIT} asks the real one. */
class ConnectionHintTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "false | Network closed for unknown reason | write https://",
        "false | http2 exception: First received frame was not SETTINGS. | a peer port (2380)",
        "true | http2 exception: First received frame was not SETTINGS. | a peer port (2380)",
        "true | HTTP status code 404 invalid content-type: text/plain | a metrics port (2381)",
        "true | io exception: not an SSL/TLS record: 485454502f312e31 | it speaks plain HTTP",
        "true | io exception: not an SSL/TLS record: 000006040000 | write http://",
        "true | Connection closed while performing TLS negotiation | write http://",
        "true | io exception while connecting: Connection reset | write http://",
        "false | io exception: Connection reset | write https://",
        "true | ssl exception: Received fatal alert: certificate_required | --cert and --key",
        "true | ssl exception: Received fatal alert: certificate_expired | has expired",
        "true | ssl exception: Received fatal alert: bad_certificate | not for client auth",
        "true | unable to find valid certification path to requested target | --cacert",
        "true | No subject alternative names matching IP address | --server-name",
        "true | No subject alternative names present | reissue it",
        "true | No name matching etcd found | --server-name"
      })
  void firstCallThatFailsGetsTheHintThatFits(boolean tls, String words, String hint) {
    Failure failure = ConnectionHint.add(tls, new Failure(Reason.UNREACHABLE, words));

    assertThat(failure.detail()).contains(hint);
    assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Network closed for unknown reason",
        "io exception: Connection reset",
        "io exception: Broken pipe"
      })
  void connectionThatEndsRightAfterTheHandshakeIsARefusedCertificate(String words) {
    Answer<String> answer = Failures.connecting(true, Answer.refused(Reason.UNREACHABLE, words));

    assertThat(answer.refusal().map(Failure::reason)).contains(Reason.TLS);
    assertThat(answer.refusal().map(Failure::detail).orElseThrow())
        .contains("the client certificate is missing or not accepted", words);
  }

  @Test
  void bytesThatAreNotTlsAreNotShown() {
    String words = "io exception while connecting: not an SSL/TLS record: 485454502f312e31…";

    assertThat(ConnectionHint.add(true, new Failure(Reason.INVALID_ANSWER, words)).detail())
        .endsWith("(io exception while connecting: not an SSL/TLS record)");
  }

  @Test
  void otherFailuresStayAsTheyAre() {
    Failure refused = new Failure(Reason.UNREACHABLE, "io exception: Connection refused");

    assertThat(ConnectionHint.add(true, refused)).isEqualTo(refused);
    assertThat(ConnectionHint.add(false, refused)).isEqualTo(refused);
  }

  @Test
  void plainTextHasNoHintOfCertificates() {
    Failure odd = new Failure(Reason.INVALID_ANSWER, "Received fatal alert: bad_certificate");

    assertThat(ConnectionHint.add(false, odd)).isEqualTo(odd);
  }
}
