package dev.etcdstorage.exporter.etcd;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One watch over the whole keyspace on its own stream, until its last message. It never resumes by
 * itself: the caller decides which revisions to count.
 *
 * <p>It has no deadline. The channel's keep-alive notices a peer that vanished. Status may make the
 * channel idle; this stream then stays on the connection it has.
 */
final class WatchStream implements KeyWatch {
  private static final Logger LOG = LoggerFactory.getLogger(WatchStream.class);
  private static final Duration TOKEN_WITHIN = Duration.ofSeconds(10);

  /**
   * etcd splits a message that is larger than its limit on requests plus {@link #OVERHEAD}, but
   * never an event. At least this much is accepted: far more than that limit by default, and a
   * third of the launcher's limit for buffers.
   */
  private static final int LARGEST_ANSWER = 16 << 20;

  /** {@code grpcOverheadBytes} in etcd's server. */
  private static final int OVERHEAD = 512 << 10;

  /** {@code fragment} of {@code WatchCreateRequest}, which jetcd's message does not have. */
  private static final int FRAGMENT_FIELD = 8;

  private static final ByteString ZERO_BYTE = ByteString.copyFrom(new byte[1]);

  private static final MethodDescriptor<WatchRequest, WatchAnswer> WATCH =
      WatchGrpc.getWatchMethod().toBuilder(
              WatchGrpc.getWatchMethod().getRequestMarshaller(),
              new StreamingMarshaller<>(WatchResponseReader::read))
          .build();

  private final WatchRequest request;
  private final int largestAnswer;
  private final Executor executor;
  private final Consumer<WatchMessage> listener;

  /** Closed, or the last message was handed over. */
  private final AtomicBoolean over = new AtomicBoolean();

  private final AtomicReference<@Nullable ClientCall<WatchRequest, WatchAnswer>> current =
      new AtomicReference<>();

  /** Used by the executor's tasks only, which run one after the other. */
  private boolean listenerFailed;

  private WatchStream(
      WatchRequest request, int largestAnswer, Executor executor, Consumer<WatchMessage> listener) {
    this.request = request;
    this.largestAnswer = largestAnswer;
    this.executor = LateCallbacks.droppedBy(executor);
    this.listener = listener;
  }

  /**
   * @param maxRequestBytes etcd's limit on requests, 1 GiB at most
   */
  static WatchStream open(
      Calls calls,
      long startRevision,
      long maxRequestBytes,
      Executor executor,
      Consumer<WatchMessage> listener) {
    int largest = Math.max(LARGEST_ANSWER, Math.toIntExact(maxRequestBytes + OVERHEAD));
    WatchStream stream = new WatchStream(wholeKeyspace(startRevision), largest, executor, listener);
    var unused =
        calls
            // 3.4 reports an invalid token as a missing permission.
            .withToken(
                Deadline.in(TOKEN_WITHIN),
                stream::attempt,
                failure -> failure.reason().refusesUser())
            .thenAccept(answer -> stream.opened(answer.refusal()));
    return stream;
  }

  private static WatchRequest wholeKeyspace(long startRevision) {
    UnknownFieldSet fragment =
        UnknownFieldSet.newBuilder()
            .addField(FRAGMENT_FIELD, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
            .build();
    return WatchRequest.newBuilder()
        .setCreateRequest(
            WatchCreateRequest.newBuilder()
                .setKey(ZERO_BYTE)
                .setRangeEnd(ZERO_BYTE)
                .setStartRevision(startRevision)
                .setUnknownFields(fragment))
        .build();
  }

  /** One call; the first answer decides its outcome, so that a new token can be tried. */
  private CompletableFuture<Answer<Boolean>> attempt(Channel channel) {
    if (over.get()) {
      return CompletableFuture.completedFuture(
          Answer.refused(Reason.TIMEOUT, "nobody listens any more"));
    }
    CompletableFuture<Answer<Boolean>> outcome = new CompletableFuture<>();
    ClientCall<WatchRequest, WatchAnswer> call =
        channel.newCall(
            WATCH,
            CallOptions.DEFAULT.withExecutor(executor).withMaxInboundMessageSize(largestAnswer));
    call.start(new Attempt(call, outcome), new Metadata());
    call.sendMessage(request);
    call.request(1);
    current.set(call);
    if (over.get()) {
      cancel();
    }
    return outcome;
  }

  private void opened(Optional<Failure> refusal) {
    refusal.ifPresent(failure -> executor.execute(() -> deliver(new WatchMessage.Ended(failure))));
  }

  private void deliver(WatchMessage message) {
    boolean lastWord = message.isLast();
    if (lastWord ? over.getAndSet(true) : over.get()) {
      return;
    }
    if (lastWord) {
      cancel();
    }
    try {
      listener.accept(message);
    } catch (RuntimeException e) {
      if (!listenerFailed) {
        listenerFailed = true;
        LOG.atError().setCause(e).log("The listener of a watch failed");
      }
      deliver(new WatchMessage.Ended(new Failure(Reason.INVALID_ANSWER, "not understood: " + e)));
    }
  }

  private void cancel() {
    ClientCall<WatchRequest, WatchAnswer> call = current.get();
    if (call != null) {
      call.cancel("the watch is over", null);
    }
  }

  @Override
  public void close() {
    over.set(true);
    cancel();
  }

  /** One call's answers, one after the other. */
  private final class Attempt extends ClientCall.Listener<WatchAnswer> {
    private final ClientCall<WatchRequest, WatchAnswer> call;
    private final CompletableFuture<Answer<Boolean>> outcome;

    Attempt(
        ClientCall<WatchRequest, WatchAnswer> call, CompletableFuture<Answer<Boolean>> outcome) {
      this.call = call;
      this.outcome = outcome;
    }

    @Override
    public void onMessage(WatchAnswer answer) {
      for (WatchMessage message : answer.messages()) {
        if (message instanceof WatchMessage.Ended ended && !outcome.isDone()) {
          call.cancel("refused", null);
          outcome.complete(new Answer.Refused<>(ended.failure()));
          return;
        }
        outcome.complete(new Answer.Got<>(true));
        deliver(message);
      }
      if (!over.get()) {
        // Only when the listener is done: a slow one holds back the stream and does not fill the
        // heap.
        call.request(1);
      }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      Failure failure = failure(status, trailers);
      outcome.complete(new Answer.Refused<>(failure));
      if (outcome.join() instanceof Answer.Got) {
        deliver(new WatchMessage.Ended(failure));
      }
    }

    /** A member that stops may end or reset the stream before it closes the connection. */
    private static Failure failure(Status status, Metadata trailers) {
      Failure failure = Failures.of(status.asRuntimeException(trailers));
      if (status.isOk()) {
        return new Failure(Reason.UNREACHABLE, "the member ended the watch");
      }
      return status.getCode() == Status.Code.CANCELLED && status.getCause() == null
          ? new Failure(Reason.UNREACHABLE, failure.detail())
          : failure;
    }
  }
}
