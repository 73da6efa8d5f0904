package dev.etcdstorage.exporter.etcd;

import com.google.protobuf.CodedInputStream;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads answers from the connection's buffers, without a message or value in between: the generated
 * code would copy every value onto the heap only for its length.
 */
final class StreamingMarshaller<T> implements MethodDescriptor.Marshaller<T> {
  /** Reads one answer up to the end of the stream. */
  @FunctionalInterface
  interface Reader<T> {
    T read(CodedInputStream in) throws IOException;
  }

  private final Reader<T> reader;

  StreamingMarshaller(Reader<T> reader) {
    this.reader = reader;
  }

  @Override
  public T parse(InputStream stream) {
    try {
      return reader.read(CodedInputStream.newInstance(stream));
    } catch (IOException e) {
      throw Status.INTERNAL
          .withDescription("not the protobuf it should be")
          .withCause(e)
          .asRuntimeException();
    }
  }

  @Override
  public InputStream stream(T value) {
    throw new UnsupportedOperationException("a client sends no answers");
  }
}
