package dev.etcdstorage.exporter.testkit.real;

import com.google.protobuf.InvalidProtocolBufferException;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.StatusResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.HandlerRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Stands before a real member's client port, passes every call on, and changes nothing but the
 * answer to Status: for what no installed etcd says of itself. The member has to advertise its URL.
 */
public final class StatusRelay implements AutoCloseable {
  private static final Bytes BYTES = new Bytes();

  private final Server server;
  private volatile UnaryOperator<StatusResponse> change = UnaryOperator.identity();
  private volatile @Nullable ManagedChannel member;

  private StatusRelay() {
    try {
      server =
          NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .fallbackHandlerRegistry(new Everything())
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("The relay cannot listen", e);
    }
  }

  /** Listens; {@link #to} says whose it is. */
  public static StatusRelay start() {
    return new StatusRelay();
  }

  public String endpoint() {
    return "127.0.0.1:" + server.getPort();
  }

  /** The member behind it. */
  public void to(RealEtcd etcd) {
    member = NettyChannelBuilder.forTarget(etcd.endpoint()).usePlaintext().build();
  }

  /** What the member is made to say. */
  public void change(UnaryOperator<StatusResponse> how) {
    change = how;
  }

  @Override
  public void close() {
    server.shutdownNow();
    ManagedChannel channel = member;
    if (channel != null) {
      channel.shutdownNow();
    }
  }

  private byte[] changed(MethodDescriptor<byte[], byte[]> method, byte[] answer) {
    if (!method.getFullMethodName().equals(MaintenanceGrpc.getStatusMethod().getFullMethodName())) {
      return answer;
    }
    try {
      return change.apply(StatusResponse.parseFrom(answer)).toByteArray();
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Any method, of which only the name is known. */
  private final class Everything extends HandlerRegistry {
    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
      MethodDescriptor<byte[], byte[]> method =
          MethodDescriptor.newBuilder(BYTES, BYTES)
              .setFullMethodName(name)
              .setType(MethodDescriptor.MethodType.UNKNOWN)
              .build();
      return ServerMethodDefinition.create(method, this::pass);
    }

    private ServerCall.Listener<byte[]> pass(ServerCall<byte[], byte[]> call, Metadata headers) {
      ManagedChannel channel = member;
      if (channel == null) {
        call.close(Status.UNAVAILABLE, new Metadata());
        return new ServerCall.Listener<>() {};
      }
      ClientCall<byte[], byte[]> onward =
          channel.newCall(call.getMethodDescriptor(), CallOptions.DEFAULT);
      onward.start(new Back(call), headers);
      onward.request(Integer.MAX_VALUE);
      call.request(Integer.MAX_VALUE);
      return new ServerCall.Listener<>() {
        @Override
        public void onMessage(byte[] message) {
          onward.sendMessage(message);
        }

        @Override
        public void onHalfClose() {
          onward.halfClose();
        }

        @Override
        public void onCancel() {
          onward.cancel("the caller hung up", null);
        }
      };
    }
  }

  /** What the member answers. */
  private final class Back extends ClientCall.Listener<byte[]> {
    private final ServerCall<byte[], byte[]> call;

    Back(ServerCall<byte[], byte[]> call) {
      this.call = call;
    }

    @Override
    public void onHeaders(Metadata headers) {
      call.sendHeaders(headers);
    }

    @Override
    public void onMessage(byte[] message) {
      call.sendMessage(changed(call.getMethodDescriptor(), message));
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      if (!call.isCancelled()) {
        call.close(status, trailers);
      }
    }
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
