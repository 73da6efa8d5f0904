package dev.etcdstorage.exporter.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import dev.etcdstorage.exporter.config.BcryptHash;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Lets in the users of the web configuration. Passwords are tried one at a time, and few requests
 * wait for that: guessing takes at most one core and eight threads, and never delays users whose
 * password is known already.
 */
final class BasicAuth {
  private static final int MAX_WAITING = 8;

  private final VerifiedCredentials verified = new VerifiedCredentials();
  private final Semaphore waiting = new Semaphore(MAX_WAITING);
  private final Object bcrypt = new Object();

  /** Empty if the request may pass: no users are configured, or it is from one of them. */
  Optional<Response> refuse(Request request, Map<String, BcryptHash> users) {
    if (users.isEmpty()) {
      return Optional.empty();
    }
    Optional<Credentials> credentials = request.header("Authorization").flatMap(Credentials::parse);
    if (credentials.isEmpty()) {
      return Optional.of(unauthorized());
    }
    return refuse(credentials.get(), users);
  }

  private Optional<Response> refuse(Credentials given, Map<String, BcryptHash> users) {
    BcryptHash hash = users.get(given.user());
    if (hash != null && verified.contains(given.user(), hash, given.password())) {
      return Optional.empty();
    }
    if (!waiting.tryAcquire()) {
      return Optional.of(Response.text(503, "too many logins at once").with("Retry-After", "1"));
    }
    try {
      // An unknown user costs as much time as a known one, so that names cannot be probed.
      boolean right = matches(hash == null ? users.values().iterator().next() : hash, given);
      if (!right || hash == null) {
        return Optional.of(unauthorized());
      }
      verified.add(given.user(), hash, given.password());
      return Optional.empty();
    } finally {
      waiting.release();
    }
  }

  private boolean matches(BcryptHash hash, Credentials given) {
    synchronized (bcrypt) {
      // bcrypt ends at 72 bytes; like Go's and Apache's, this cuts silently there.
      return BCrypt.verifyer(
              BCrypt.Version.VERSION_2A, LongPasswordStrategies.truncate(BCrypt.Version.VERSION_2A))
          .verify(given.password().getBytes(UTF_8), hash.value().getBytes(UTF_8))
          .verified;
    }
  }

  private static Response unauthorized() {
    return Response.text(401, "unauthorized")
        .with("WWW-Authenticate", "Basic realm=\"etcd-storage-exporter\", charset=\"UTF-8\"");
  }

  private record Credentials(String user, String password) {
    static Optional<Credentials> parse(String header) {
      if (!header.regionMatches(true, 0, "Basic ", 0, 6)) {
        return Optional.empty();
      }
      try {
        String text = new String(Base64.getDecoder().decode(header.substring(6).strip()), UTF_8);
        int colon = text.indexOf(':');
        return colon < 0
            ? Optional.empty()
            : Optional.of(new Credentials(text.substring(0, colon), text.substring(colon + 1)));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }

    @Override
    public String toString() {
      return user;
    }
  }
}
