package dev.etcdstorage.exporter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.jar.Attributes;
import org.junit.jupiter.api.Test;

class VersionTest {
  @Test
  void namesVersionCommitAndBuildOfTheJar() {
    Attributes manifest = new Attributes();
    manifest.putValue("Build-Commit", "1f2e3d");
    manifest.putValue("Build-Time", "2026-11-22T00:00:00Z");

    assertThat(Version.lines("0.1.0", manifest))
        .containsExactly(
            "etcd-storage-exporter 0.1.0",
            "commit 1f2e3d, sources of 2026-11-22T00:00:00Z",
            "java " + Runtime.version());
  }

  @Test
  void saysWhatItDoesNotKnow() throws IOException {
    assertThat(new Version().getVersion())
        .startsWith("etcd-storage-exporter dev", "commit unknown, sources of unknown");
  }
}
