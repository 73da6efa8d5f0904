package dev.etcdstorage.exporter.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import dev.etcdstorage.exporter.config.ConfigException;
import dev.etcdstorage.exporter.testkit.util.RecordingLogger;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouterTest {
  private final RecordingLogger log = new RecordingLogger();

  @Test
  void logsPageThatKeepsFailingOnce() {
    boolean[] broken = {true};
    Router router =
        new Router(
            log,
            List.of(
                Route.get(
                    "/metrics",
                    request -> {
                      if (broken[0]) {
                        throw new IllegalStateException("no");
                      }
                      return Response.text(200, "fine");
                    })));

    assertThat(router.apply(get("/metrics")).status()).isEqualTo(500);
    router.apply(get("/metrics"));
    assertThat(log.lines()).containsExactly("ERROR page failed path=\"/metrics\"");

    broken[0] = false;
    assertThat(router.apply(get("/metrics")).status()).isEqualTo(200);
    broken[0] = true;
    router.apply(get("/metrics"));
    assertThat(log.lines()).hasSize(2);
  }

  @Test
  void refusesTwoPagesOfOnePath() {
    Route page = Route.get("/", request -> Response.html("hello", "'none'"));
    assertThatThrownBy(() -> new Router(List.of(page, page)))
        .isInstanceOf(ConfigException.class)
        .hasMessage("there are two pages at /; choose another --web.telemetry-path");
  }

  @Test
  void readsQueryParameters() {
    Request request = get("/probe?a=1&target=prod%2Deu&target=x&empty=");
    assertThat(request.query("target")).contains("prod-eu");
    assertThat(request.query("empty")).contains("");
    assertThat(request.query("absent")).isEmpty();
    assertThat(get("/probe").query("target")).isEmpty();
  }

  private static Request get(String uri) {
    return new Request("GET", URI.create(uri), new Headers());
  }
}
