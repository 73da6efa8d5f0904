package dev.etcdstorage.exporter.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BasicAuthTest {
  private static final Route PAGE = Route.get("/metrics", request -> Response.text(200, "fine"));
  private static final String OPEN_SESAME = hash(BCrypt.Version.VERSION_2Y, 4, "open sesame");

  @TempDir Path dir;
  private Path config = Path.of("");

  @BeforeEach
  void writeUsers() throws IOException {
    config = dir.resolve("web.yaml");
    users("alice: " + OPEN_SESAME);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/metrics", "/-/healthy", "/-/ready", "/", "/nope"})
  void coversEveryPath(String path) throws Exception {
    try (TestServer server =
        new TestServer(
            config,
            PAGE,
            Routes.healthy(),
            Routes.ready(() -> true),
            Route.get("/", request -> Response.html("hello", "'none'")))) {
      HttpResponse<String> refused = server.get(path);
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.body()).isEqualTo("unauthorized\n");
      assertThat(refused.headers().firstValue("WWW-Authenticate").orElseThrow())
          .startsWith("Basic realm=");

      assertThat(server.get(path, login("alice", "open sesame")).statusCode())
          .isEqualTo(path.equals("/nope") ? 404 : 200);
    }
  }

  @Test
  void reloadNeedsPasswordToo() throws Exception {
    AtomicBoolean reloaded = new AtomicBoolean();
    try (TestServer server =
        new TestServer(
            config,
            Routes.reload(
                () -> {
                  reloaded.set(true);
                  return java.util.Optional.empty();
                }))) {
      assertThat(server.send("POST", "/-/reload").statusCode()).isEqualTo(401);
      assertThat(reloaded).isFalse();
    }
  }

  @Test
  void refusesWrongPasswordUnknownUserAndNonsense() throws Exception {
    try (TestServer server = new TestServer(config, PAGE)) {
      assertThat(server.get("/metrics", login("alice", "open sesame")).statusCode()).isEqualTo(200);

      assertThat(server.get("/metrics", login("alice", "wrong")).statusCode()).isEqualTo(401);
      assertThat(server.get("/metrics", login("bob", "open sesame")).statusCode()).isEqualTo(401);
      assertThat(server.get("/metrics", login("", "")).statusCode()).isEqualTo(401);
      assertThat(server.get("/metrics", login("alice", OPEN_SESAME)).statusCode()).isEqualTo(401);
      for (String header : List.of("Basic", "Basic !!!", "Basic YWxpY2U=", "Bearer abc")) {
        assertThat(server.get("/metrics", "Authorization", header).statusCode()).isEqualTo(401);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2a", "2b", "2y"})
  void takesEveryKindOfHash(String version) throws Exception {
    users("alice: " + OPEN_SESAME.replaceFirst("2y", version));
    try (TestServer server = new TestServer(config, PAGE)) {
      assertThat(server.get("/metrics", login("alice", "open sesame")).statusCode()).isEqualTo(200);
      assertThat(server.get("/metrics", login("alice", "other")).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void takesLongAndNonAsciiPasswords() throws Exception {
    String password = "ü".repeat(36);
    users("jörg: " + hash(BCrypt.Version.VERSION_2B, 4, password));
    try (TestServer server = new TestServer(config, PAGE)) {
      assertThat(server.get("/metrics", login("jörg", password)).statusCode()).isEqualTo(200);
      // bcrypt ends at 72 bytes, here as elsewhere
      assertThat(server.get("/metrics", login("jörg", password + "more")).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void followsChangedUsersAndKeepsThemWhenFileBreaks() throws Exception {
    try (TestServer server = new TestServer(config, PAGE)) {
      assertThat(server.get("/metrics", login("alice", "open sesame")).statusCode()).isEqualTo(200);

      // A new password ends the old one, though that was remembered
      users("alice: " + hash(BCrypt.Version.VERSION_2Y, 4, "new"));
      server.refreshFiles();
      assertThat(server.get("/metrics", login("alice", "open sesame")).statusCode()).isEqualTo(401);
      assertThat(server.get("/metrics", login("alice", "new")).statusCode()).isEqualTo(200);

      // A broken file, or none, opens nothing
      Files.writeString(config, "basic_auth_users: {alice: [");
      server.refreshFiles();
      assertThat(server.get("/metrics").statusCode()).isEqualTo(401);
      Files.delete(config);
      server.refreshFiles();
      assertThat(server.get("/metrics").statusCode()).isEqualTo(401);
      assertThat(server.get("/metrics", login("alice", "new")).statusCode()).isEqualTo(200);

      // No users: open to all
      Files.writeString(config, "basic_auth_users: {}");
      server.refreshFiles();
      assertThat(server.get("/metrics").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void knownUserPassesWhileOthersGuess() throws Exception {
    // Given a hash that takes long to check, and a user who was checked before
    users("alice: " + hash(BCrypt.Version.VERSION_2Y, 11, "open sesame"));
    try (TestServer server = new TestServer(config, PAGE)) {
      assertThat(server.get("/metrics", login("alice", "open sesame")).statusCode()).isEqualTo(200);

      // When twenty guess at once
      List<CompletableFuture<Integer>> guesses = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        String password = "guess" + i;
        guesses.add(
            CompletableFuture.supplyAsync(
                () -> status(server, login("alice", password)), task -> new Thread(task).start()));
      }
      SlowClientsTest.await(() -> guesses.stream().anyMatch(CompletableFuture::isDone));

      // Then Alice's scrape does not wait for them
      assertThat(server.get("/metrics", login("alice", "open sesame")).statusCode()).isEqualTo(200);
      assertThat(guesses).anyMatch(guess -> !guess.isDone());
      List<Integer> answers = guesses.stream().map(CompletableFuture::join).toList();
      assertThat(answers).contains(401, 503).doesNotContain(200);
    }
  }

  private static int status(TestServer server, String... headers) {
    try {
      return server.get("/metrics", headers).statusCode();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void users(String line) throws IOException {
    Files.writeString(config, "basic_auth_users:\n  " + line + "\n");
  }

  private static String hash(BCrypt.Version version, int cost, String password) {
    return new String(BCrypt.with(version).hash(cost, password.getBytes(UTF_8)), UTF_8);
  }

  private static String[] login(String user, String password) {
    return new String[] {
      "Authorization",
      "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8))
    };
  }
}
