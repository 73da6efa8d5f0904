package dev.etcdstorage.exporter.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.etcdstorage.exporter.testkit.fake.FakeMetricsPage;
import dev.etcdstorage.exporter.testkit.real.EtcdVersion;
import dev.etcdstorage.exporter.testkit.util.Json;
import dev.etcdstorage.exporter.testkit.util.Poll;
import dev.etcdstorage.exporter.testkit.util.ToolsDir;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The small parts that need no etcd. */
class TestkitTest {

  @Test
  void pollSaysWhatItWaitedForAndWhatWentWrongLast() {
    assertThatThrownBy(
            () ->
                Poll.until(
                    "the moon is blue",
                    Duration.ofMillis(50),
                    () -> {
                      throw new IllegalStateException("it is grey");
                    }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the moon is blue")
        .hasRootCauseMessage("it is grey");
  }

  @Test
  void versionsAreOrderedAsNumbers() {
    assertThat(EtcdVersion.in("etcd Version: 3.5.16\nGit SHA: 1.2"))
        .isEqualTo(new EtcdVersion(3, 5, 16))
        .isGreaterThan(EtcdVersion.in("3.5.9"));
  }

  @Test
  void aMissingProgramNamesTheCure() {
    assertThat(ToolsDir.missing("etcd 3.4")).hasMessageContaining("run ./test, which fetches it");
  }

  @Test
  void jsonKeepsTheBitsOfUnsignedIds() {
    Json json = Json.parse("{\"id\":18446744073709551615,\"errors\":[\"a \"]}");
    assertThat(json.number("id")).isEqualTo(-1);
    assertThat(json.number("absent")).isZero();
    assertThat(json.list("errors")).extracting(Json::asText).containsExactly("a ");
  }

  @Test
  void quotaIsWrittenAsGoWritesIt() {
    assertThat(FakeMetricsPage.quota(8L << 30)).endsWith(" 8.589934592e+09\n");
    assertThat(FakeMetricsPage.quota(-1)).endsWith(" -1\n");
  }
}
