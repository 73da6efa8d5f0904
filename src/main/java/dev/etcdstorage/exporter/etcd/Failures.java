package dev.etcdstorage.exporter.etcd;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Turns errors of gRPC and of sockets into a {@link Failure}. */
final class Failures {
  private static final int LONGEST_DETAIL = 200;

  /** Replaces the pipeline that gRPC prints while the handshake is not over. */
  private static final String CONNECTING = "while connecting";

  private static final String GO_DESCRIPTION = " desc = ";

  private Failures() {}

  static Failure of(Throwable thrown) {
    Status status = Status.fromThrowable(thrown);
    String detail = detail(status, thrown);
    return new Failure(reason(status, thrown, detail.toLowerCase(Locale.ROOT)), detail);
  }

  /** A refused watch gives its reason only as text (etcd's api/v3rpc/watch.go). */
  static Failure ofCancelledWatch(String reason) {
    // A Go error as text: "rpc error: code = … desc = etcdserver: …".
    int start = reason.lastIndexOf(GO_DESCRIPTION);
    String why = start < 0 ? reason : reason.substring(start + GO_DESCRIPTION.length());
    return of(cancelStatus(why).asRuntimeException());
  }

  private static Status cancelStatus(String why) {
    if (why.contains("permission denied")) {
      return Status.PERMISSION_DENIED.withDescription(why);
    }
    if (why.contains("token") || why.contains("auth") || why.contains("user name")) {
      return Status.UNAUTHENTICATED.withDescription(why);
    }
    return Status.FAILED_PRECONDITION.withDescription(
        why.startsWith("etcdserver:") ? why : ("etcdserver: cancelled. " + why).strip());
  }

  /**
   * Adds what may be wrong with the address or the certificates.
   *
   * @param answer of the first call on a new connection
   */
  static <T> Answer<T> connecting(boolean tls, Answer<T> answer) {
    return answer
        .refusal()
        .map(failure -> tls && closed(failure) ? afterHandshake(failure) : failure)
        .<Answer<T>>map(failure -> new Answer.Refused<>(ConnectionHint.add(tls, failure)))
        .orElse(answer);
  }

  /**
   * In TLS 1.3 the client completes the handshake before the server has looked at the client's
   * certificate. A refusal then shows as a connection that closes at once, and the alert with the
   * reason is often lost. The peer port of 3.4 and 3.5 closes it like this too, whatever the
   * certificate.
   */
  private static Failure afterHandshake(Failure failure) {
    return new Failure(
        Reason.TLS,
        "closed right after the handshake: the client certificate is missing or not accepted, and"
            + " etcd's log says why; or this is not a client port ("
            + failure.detail()
            + ")");
  }

  private static boolean closed(Failure failure) {
    String text = failure.detail().toLowerCase(Locale.ROOT);
    return failure.reason() == Reason.UNREACHABLE
        && !text.contains(CONNECTING)
        && (text.contains("network closed")
            || text.contains("connection reset")
            || text.contains("broken pipe"));
  }

  private static Reason reason(Status status, Throwable thrown, String text) {
    Reason ofCause = reasonOfCause(thrown);
    if (ofCause != null) {
      return ofCause;
    }
    return switch (status.getCode()) {
      case DEADLINE_EXCEEDED -> Reason.TIMEOUT;
      case UNAUTHENTICATED -> Reason.UNAUTHENTICATED;
      case PERMISSION_DENIED -> Reason.PERMISSION_DENIED;
      case UNAVAILABLE -> unavailable(text);
      case INVALID_ARGUMENT, FAILED_PRECONDITION -> refusedUser(text);
      case INTERNAL, UNIMPLEMENTED, UNKNOWN, CANCELLED -> broken(text);
      default -> Reason.ETCD_ERROR;
    };
  }

  private static Reason broken(String text) {
    if (text.startsWith("channel closed")) {
      return Reason.UNREACHABLE; // the member went away during the call
    }
    return text.startsWith("etcdserver:") ? Reason.ETCD_ERROR : Reason.INVALID_ANSWER;
  }

  private static Reason unavailable(String text) {
    if (text.startsWith("etcdserver:")) {
      return Reason.ETCD_ERROR;
    }
    if (text.contains("http/2 error code: no_error")) {
      return Reason.UNREACHABLE; // GOAWAY of a member that stops
    }
    if (text.contains("tls negotiation")) {
      return Reason.TLS;
    }
    return text.contains("http/2") || text.contains("http2") || text.contains("http status")
        ? Reason.INVALID_ANSWER
        : Reason.UNREACHABLE;
  }

  /** etcd answers INVALID_ARGUMENT for a missing, wrong or outdated user (rpctypes/error.go). */
  private static Reason refusedUser(String text) {
    return text.contains("user name") || text.contains("user id") || text.contains("auth")
        ? Reason.UNAUTHENTICATED
        : Reason.ETCD_ERROR;
  }

  private static @Nullable Reason reasonOfCause(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof SSLException || t instanceof CertificateException) {
        return notTls(t) ? Reason.INVALID_ANSWER : Reason.TLS;
      }
      if (t instanceof SocketTimeoutException) {
        return Reason.TIMEOUT;
      }
      if (t instanceof ConnectException
          || t instanceof NoRouteToHostException
          || t instanceof UnknownHostException) {
        return Reason.UNREACHABLE;
      }
      if (t instanceof InvalidProtocolBufferException) {
        return Reason.INVALID_ANSWER;
      }
    }
    return null;
  }

  private static boolean notTls(Throwable t) {
    return t.getClass().getSimpleName().equals("NotSslRecordException");
  }

  /** The description, then the innermost cause, which says what really happened. */
  private static String detail(Status status, Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String description = status.getDescription();
    String text = description == null ? status.getCode().name() : description;
    String cause = root.getMessage();
    if (root != thrown && cause != null && !text.contains(cause)) {
      text += ": " + cause;
    }
    String line =
        text.replaceAll("\\s*\\R\\s*", " ")
            .replaceAll("(?i)hex dump.*", "")
            .replaceAll("\\s*Channel Pipeline: \\[[^\\]]*\\]", " " + CONNECTING)
            .strip();
    return line.length() <= LONGEST_DETAIL ? line : line.substring(0, LONGEST_DETAIL) + "…";
  }
}
