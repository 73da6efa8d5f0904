package dev.etcdstorage.exporter.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.IssuedCertificate;
import dev.etcdstorage.exporter.testkit.data.KeyForm;
import dev.etcdstorage.exporter.testkit.data.TestCertificates;
import dev.etcdstorage.exporter.testkit.util.RecordingLogger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebConfigTest {
  private static final String TLS = "tls_server_config: {cert_file: s.crt, key_file: s.key}\n";
  private static final String HEADER = "http_server_config: {headers: {X-Frame-Options: deny}}\n";
  private static final String RESTART =
      "switching TLS on or off needs a restart; the rest of the file is in use";

  private final RecordingLogger log = new RecordingLogger();

  @TempDir Path dir;

  @Test
  void saysOnceThatTlsNeedsRestartToGo() throws IOException {
    writeServerFiles();
    Path file = Files.writeString(dir.resolve("web.yaml"), TLS);
    WebConfig config = WebConfig.load(log, Optional.of(file));

    Files.writeString(file, HEADER);
    config.refresh();
    assertThat(config.current().tls()).isPresent();
    assertThat(config.current().file().headers()).isNotEmpty();
    assertThat(log.lines()).containsExactly("WARN " + RESTART + " in_use=\"https\"");
  }

  @Test
  void saysOnceThatTlsNeedsRestartToCome() throws IOException {
    writeServerFiles();
    Path file = Files.writeString(dir.resolve("web.yaml"), "");
    WebConfig config = WebConfig.load(log, Optional.of(file));

    Files.writeString(file, TLS + HEADER);
    config.refresh();
    assertThat(config.current().tls()).isEmpty();
    assertThat(config.current().file().headers()).isNotEmpty();
    assertThat(log.lines()).containsExactly("WARN " + RESTART + " in_use=\"http\"");
  }

  @Test
  void keepsFilesOpenWhenTheirSectionIsTheSame() throws IOException {
    writeServerFiles();
    Path file = Files.writeString(dir.resolve("web.yaml"), TLS);
    WebConfig config = WebConfig.load(log, Optional.of(file));
    TlsMaterial before = config.current().tls().orElseThrow();

    Files.writeString(file, TLS + HEADER);
    config.refresh();
    assertThat(config.current().tls().orElseThrow()).isSameAs(before);
    assertThat(config.current().file().headers()).isNotEmpty();
  }

  private void writeServerFiles() {
    IssuedCertificate issued = TestCertificates.authority("ca").server("localhost");
    issued.writeCertificate(dir.resolve("s.crt"));
    issued.writeKey(dir.resolve("s.key"), KeyForm.PKCS8);
  }
}
