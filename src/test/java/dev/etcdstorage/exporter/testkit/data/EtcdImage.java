package dev.etcdstorage.exporter.testkit.data;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KeyValue;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** What etcd writes into a file of bbolt, one revision after the other. */
public final class EtcdImage {
  private final BoltImage image;
  private final Map<String, Long> versions = new HashMap<>();
  private long revision = 1;
  private int sub;

  public EtcdImage(int pageSize) {
    this.image = new BoltImage(pageSize).inlineSmall();
    image.bucket("key");
    meta("consistent_index", 7);
    image.put("cluster", "clusterVersion", "3.5.0");
  }

  /** A put in a transaction of its own. */
  public EtcdImage put(String key, int valueBytes) {
    return put(key, new byte[valueBytes]);
  }

  /** The same with a value. */
  public EtcdImage put(String key, byte[] value) {
    next();
    return putToo(key, value);
  }

  /** A put in the transaction of the one before. */
  public EtcdImage putToo(String key, byte[] value) {
    long version = versions.merge(key, 1L, Long::sum);
    KeyValue stored =
        KeyValue.newBuilder()
            .setKey(ByteString.copyFromUtf8(key))
            .setModRevision(revision)
            .setVersion(version)
            .setValue(ByteString.copyFrom(value))
            .build();
    image.put("key", revisionKey(false), stored.toByteArray());
    sub++;
    return this;
  }

  /** A deletion in a transaction of its own. */
  public EtcdImage delete(String key) {
    next();
    versions.remove(key);
    KeyValue stored = KeyValue.newBuilder().setKey(ByteString.copyFromUtf8(key)).build();
    image.put("key", revisionKey(true), stored.toByteArray());
    return this;
  }

  /** A number in the bucket {@code meta}, as etcd writes it there. */
  public EtcdImage meta(String name, long number) {
    image.put(
        "meta",
        name.getBytes(java.nio.charset.StandardCharsets.UTF_8),
        ByteBuffer.allocate(8).putLong(number).array());
    return this;
  }

  /** Of the last transaction. */
  public long revision() {
    return revision;
  }

  /** The pages, to add what else a file may have. */
  public BoltImage image() {
    return image;
  }

  public byte[] bytes() {
    return image.bytes();
  }

  private void next() {
    revision++;
    sub = 0;
  }

  private byte[] revisionKey(boolean tombstone) {
    ByteBuffer key = ByteBuffer.allocate(tombstone ? 18 : 17);
    key.putLong(revision).put((byte) '_').putLong(sub);
    if (tombstone) {
      key.put((byte) 't');
    }
    return key.array();
  }
}
