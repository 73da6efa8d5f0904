package dev.etcdstorage.exporter.testkit.data;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A Kubernetes object as an API server stores it, with managers, by the numbers of its fields. */
public final class KubernetesValue {
  private record Manager(String name, String operation, Instant time) {}

  private final List<Manager> managers = new ArrayList<>();
  private String secret = "";

  public KubernetesValue by(String name, String operation, Instant time) {
    managers.add(new Manager(name, operation, time));
    return this;
  }

  /** What stands in the object itself, and nobody may see. */
  public KubernetesValue holding(String text) {
    secret = text;
    return this;
  }

  /** As of built-in kinds. */
  public byte[] protobuf() {
    List<ByteString> entries = new ArrayList<>();
    for (Manager each : managers) {
      entries.add(
          message(
              out -> {
                out.writeString(1, each.name());
                out.writeString(2, each.operation());
                out.writeString(3, "v1");
                out.writeBytes(
                    4, message(time -> time.writeInt64(1, each.time().getEpochSecond())));
                out.writeString(6, "FieldsV1");
                out.writeBytes(7, message(f -> f.writeString(1, "{\"f:data\":{}}")));
              }));
    }
    ByteString metadata =
        message(
            out -> {
              out.writeString(1, "name");
              out.writeString(3, "default");
              for (ByteString entry : entries) {
                out.writeBytes(17, entry);
              }
            });
    ByteString object =
        message(
            out -> {
              out.writeBytes(1, metadata);
              out.writeString(2, secret);
            });
    ByteString unknown =
        message(
            out -> {
              out.writeBytes(1, message(type -> type.writeString(1, "v1")));
              out.writeBytes(2, object);
              out.writeString(3, "");
            });
    return ByteString.copyFrom(new byte[] {'k', '8', 's', 0}).concat(unknown).toByteArray();
  }

  /** As of custom resources. */
  public byte[] json() {
    StringBuilder entries = new StringBuilder();
    for (Manager each : managers) {
      entries
          .append(entries.isEmpty() ? "" : ",")
          .append(
              "{\"apiVersion\":\"v1\",\"fieldsType\":\"FieldsV1\",\"fieldsV1\":{\"f:spec\":{\"manager\":{}}},"
                  + "\"manager\":\"%s\",\"operation\":\"%s\",\"subresource\":\"status\",\"time\":\"%s\"}"
                      .formatted(each.name(), each.operation(), each.time()));
    }
    return ("{\"apiVersion\":\"a/v1\",\"kind\":\"Thing\",\"metadata\":{\"annotations\":{\"managedFields\":\"[]\"},"
            + "\"managedFields\":["
            + entries
            + "],\"name\":\"n\"},\"spec\":{\"secret\":\""
            + secret
            + "\"}}\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  private static ByteString message(Fields fields) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      fields.write(out);
      out.flush();
      return ByteString.copyFrom(bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
