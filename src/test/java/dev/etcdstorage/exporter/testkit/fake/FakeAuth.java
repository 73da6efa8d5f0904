package dev.etcdstorage.exporter.testkit.fake;

import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.AuthGrpc.AuthImplBase;
import io.etcd.jetcd.api.AuthenticateRequest;
import io.etcd.jetcd.api.AuthenticateResponse;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One user with a password, and the tokens given to it. Off until enabled. */
final class FakeAuth extends AuthImplBase {
  private static final Metadata.Key<String> TOKEN =
      Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

  private record User(String name, String password) {}

  private final FakeState state;
  private final Set<String> valid = ConcurrentHashMap.newKeySet();
  private final AtomicLong given = new AtomicLong();
  private volatile @Nullable User user;

  FakeAuth(FakeState state) {
    this.state = state;
  }

  void require(String name, String password) {
    user = new User(name, password);
  }

  void expireTokens() {
    valid.clear();
  }

  /** Why this call may not pass, as etcd says it. */
  Optional<Status> refusal(MethodDescriptor<?, ?> method, Metadata headers) {
    if (user == null
        || method
            .getFullMethodName()
            .equals(AuthGrpc.getAuthenticateMethod().getFullMethodName())) {
      return Optional.empty();
    }
    String token = headers.get(TOKEN);
    if (token == null) {
      return Optional.of(EtcdErrors.NO_USER);
    }
    return valid.contains(token) ? Optional.empty() : Optional.of(EtcdErrors.INVALID_TOKEN);
  }

  @Override
  public void authenticate(
      AuthenticateRequest request, StreamObserver<AuthenticateResponse> observer) {
    User known = user;
    if (known == null) {
      observer.onError(EtcdErrors.AUTH_NOT_ENABLED.asRuntimeException());
    } else if (!known.equals(new User(request.getName(), request.getPassword()))) {
      observer.onError(EtcdErrors.WRONG_PASSWORD.asRuntimeException());
    } else {
      String token = "token." + given.incrementAndGet();
      valid.add(token);
      observer.onNext(
          AuthenticateResponse.newBuilder().setHeader(state.header()).setToken(token).build());
      observer.onCompleted();
    }
  }
}
