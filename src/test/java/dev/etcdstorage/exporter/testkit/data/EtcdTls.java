package dev.etcdstorage.exporter.testkit.data;

import java.nio.file.Path;
import java.util.List;

/** TLS of the client port. Peers and the metrics port stay plain: nothing here tests those. */
public record EtcdTls(Path cert, Path key, Path trustedCa, boolean clientCertAuth) {

  public List<String> flags() {
    return List.of(
        "--cert-file=" + cert,
        "--key-file=" + key,
        "--trusted-ca-file=" + trustedCa,
        "--client-cert-auth=" + clientCertAuth);
  }
}
