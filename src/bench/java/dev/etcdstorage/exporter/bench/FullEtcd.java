package dev.etcdstorage.exporter.bench;

import com.google.protobuf.ByteString;
import dev.etcdstorage.exporter.testkit.data.KeyForm;
import dev.etcdstorage.exporter.testkit.data.TestCertificates;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.EtcdLaunch;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.Writer;
import io.etcd.jetcd.api.PutRequest;
import java.nio.file.Path;

/**
 * One etcd that wants client certificates, with very many keys, written until it refuses. {@code
 * ca.crt}, {@code client.crt} and {@code client.key} are in its folder.
 */
final class FullEtcd implements AutoCloseable {
  private static final int TOGETHER = 10_000;
  private static final int OVERWRITTEN = 1_000;

  private final Path folder;
  private final RealEtcd etcd;

  /**
   * Starts it, empty.
   *
   * @param folder an empty one
   */
  FullEtcd(EtcdBinary binary, Path folder, long quotaBytes) {
    this.folder = folder;
    TestCertificates ca = TestCertificates.authority("etcd-ca");
    var client = ca.client("bench");
    client.writeCertificate(folder.resolve("client.crt"));
    client.writeKey(folder.resolve("client.key"), KeyForm.PKCS8);
    this.etcd =
        RealEtcd.start(
            EtcdLaunch.of(binary)
                .quotaBytes(quotaBytes)
                .flag("--max-wals=1")
                .flag("--max-snapshots=1")
                .flag("--unsafe-no-fsync")
                .tls(ca.etcdTls(folder, ca.server("localhost", "127.0.0.1"))));
  }

  String clientUrl() {
    return etcd.clientUrl();
  }

  /**
   * Writes so many keys once, and then larger values over the first thousand of them until etcd
   * refuses; answers how often it was written.
   */
  long fill(long keys, ByteString value, ByteString larger) {
    try (Writer writer = writer()) {
      for (long from = 0; from < keys; from += TOGETHER) {
        long first = from;
        writer.putEach(TOGETHER, number -> put(first + number, value));
      }
      long written = keys;
      while (true) {
        long from = written;
        try {
          writer.putEach(OVERWRITTEN, number -> put((from + number) % OVERWRITTEN, larger));
        } catch (AssertionError full) {
          if (!String.valueOf(full.getCause()).contains("database space exceeded")) {
            throw full;
          }
          return written;
        }
        written += OVERWRITTEN;
      }
    }
  }

  private static PutRequest put(long number, ByteString value) {
    return PutRequest.newBuilder()
        .setKey(ByteString.copyFromUtf8("/registry/pods/default/pod-" + number))
        .setValue(value)
        .build();
  }

  private Writer writer() {
    return Writer.overTls(
        etcd.endpoint(),
        folder.resolve("ca.crt"),
        folder.resolve("client.crt"),
        folder.resolve("client.key"));
  }

  @Override
  public void close() {
    etcd.close();
  }
}
