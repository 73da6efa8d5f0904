package dev.etcdstorage.exporter.etcd;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a failure of the first call on a new connection says about the configured address and files.
 * The answers of etcd's ports to the wrong protocol were tried on 3.4 to 3.7; 3.4 and 3.5 serve
 * gRPC on a plain peer port too.
 */
final class ConnectionHint {
  private static final String OTHER_PORT =
      "a peer port (2380) or a metrics port (2381)? --endpoints needs client ports (2379)";

  /** {@code HTTP/} in hexadecimal, as netty shows an answer that is not TLS. */
  private static final String HTTP = "485454502f";

  private static final String NOT_TLS = "not an ssl/tls record";

  private static final String NO_HANDSHAKE =
      "it closes the connection instead of a TLS handshake, as a port without TLS does; if it is"
          + " one, write http://";

  private static final String CLOSED =
      "it closes the connection at once, as a port with TLS does; if it is one, write https:// and"
          + " give --cacert";

  private static final String OTHER_NAME =
      "etcd's certificate is for other hosts; reissue it for this one, or give the name that it has"
          + " with --server-name";

  private record Sign(String text, String hint) {}

  private static final List<Sign> EITHER =
      List.of(
          new Sign(
              "first received frame was not settings",
              "it speaks HTTP but not gRPC: " + OTHER_PORT),
          new Sign("http status code", "it speaks HTTP but not gRPC: " + OTHER_PORT));

  private static final List<Sign> WITH_TLS =
      List.of(
          new Sign(NOT_TLS + ": " + HTTP, "it speaks plain HTTP: " + OTHER_PORT),
          new Sign(NOT_TLS, "it does not speak TLS; if it is etcd's client port, write http://"),
          new Sign("closed while performing tls negotiation", NO_HANDSHAKE),
          new Sign("while connecting: connection reset", NO_HANDSHAKE),
          new Sign("while connecting: broken pipe", NO_HANDSHAKE),
          new Sign(
              "certificate_required", "etcd wants a client certificate: give --cert and --key"),
          new Sign("certificate_expired", "etcd says that the client certificate has expired"),
          new Sign(
              "bad_certificate",
              "the client certificate is missing (--cert, --key), or etcd rejects it: signed by"
                  + " another authority, or not for client authentication; etcd's log says which"),
          new Sign(
              "unknown_ca", "etcd does not know the authority that signed the client certificate"),
          new Sign(
              "unable to find valid certification path",
              "etcd's certificate is not signed by a trusted authority: --cacert must hold it"),
          new Sign(
              "no subject alternative names present",
              "etcd's certificate names no host (subjectAltName); reissue it with this one"),
          new Sign("no subject alternative name", OTHER_NAME),
          new Sign("no name matching", OTHER_NAME));

  private static final List<Sign> WITHOUT_TLS =
      List.of(
          new Sign("network closed", CLOSED),
          new Sign("connection reset", CLOSED),
          new Sign("broken pipe", CLOSED));

  private ConnectionHint() {}

  /** The failure with a hint in front, where one fits. */
  static Failure add(boolean tls, Failure failure) {
    String text = failure.detail().toLowerCase(Locale.ROOT);
    return hint(EITHER, text)
        .or(() -> hint(tls ? WITH_TLS : WITHOUT_TLS, text))
        .map(hint -> new Failure(failure.reason(), hint + " (" + shown(failure.detail()) + ")"))
        .orElse(failure);
  }

  private static Optional<String> hint(List<Sign> signs, String text) {
    return signs.stream().filter(sign -> text.contains(sign.text())).map(Sign::hint).findFirst();
  }

  /** The bytes of an answer that is not TLS tell a reader nothing. */
  private static String shown(String detail) {
    return detail.replaceAll("(?i)(" + NOT_TLS + "): [0-9a-f]+…?", "$1");
  }
}
