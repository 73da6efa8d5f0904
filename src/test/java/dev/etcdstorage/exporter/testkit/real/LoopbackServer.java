package dev.etcdstorage.exporter.testkit.real;

import dev.etcdstorage.exporter.testkit.util.Folders;
import dev.etcdstorage.exporter.testkit.util.Http;
import dev.etcdstorage.exporter.testkit.util.Json;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A server program on a loopback port of its own, with a folder that goes when it does. */
final class LoopbackServer implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final int ATTEMPTS = 5;

  private final String name;
  private final int port;
  private final Path folder;
  private final NativeProcess process;

  /** How to start it, in that folder. */
  @FunctionalInterface
  interface Launch {
    List<String> command(Path folder, String address);
  }

  private LoopbackServer(String name, Launch launch) {
    this.name = name;
    this.port = freePort();
    this.folder = Folders.temporary(name);
    this.process = NativeProcess.start(launch.command(folder, address()), logFile(), folder);
  }

  /**
   * Starts it and waits until it is ready; tries other ports when somebody else was faster.
   *
   * @param boundSays what it logs only after it has got the port: whoever answers there is this
   *     very process
   */
  static LoopbackServer start(String name, String boundSays, Launch launch) {
    for (int attempt = 1; ; attempt++) {
      LoopbackServer server = new LoopbackServer(name, launch);
      try {
        server.awaitReady(boundSays);
        return server;
      } catch (PortTakenError e) {
        server.close();
        if (attempt == ATTEMPTS) {
          throw e;
        }
      } catch (RuntimeException | Error e) {
        server.close();
        throw e;
      }
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("No free loopback port", e);
    }
  }

  private void awaitReady(String boundSays) {
    Poll.until(
        () -> name + " is ready; it said:\n" + log(),
        START_LIMIT,
        () -> {
          if (!process.isAlive()) {
            throw log().contains("address already in use")
                ? new PortTakenError(name + " lost its port:\n" + log())
                : new AssertionError(name + " ended at its start:\n" + log());
          }
          return log().contains(boundSays) && Http.get(url() + "/-/ready").status() == 200;
        });
  }

  private String address() {
    return "127.0.0.1:" + port;
  }

  String url() {
    return "http://" + address();
  }

  /** The document that its API gives; fails with what it says instead. */
  Json get(String path) {
    return Json.parse(answer(path, () -> Http.get(url() + path)));
  }

  void post(String path, String contentType, String body) {
    var unused = answer(path, () -> Http.post(url() + path, contentType, body));
  }

  private interface Call {
    Http.Page page() throws IOException;
  }

  private String answer(String path, Call call) {
    try {
      Http.Page page = call.page();
      if (page.status() != 200) {
        throw new AssertionError(path + " answered " + page.status() + ": " + page.body());
      }
      return page.body();
    } catch (IOException e) {
      throw new UncheckedIOException("No answer from " + name + ", which said:\n" + log(), e);
    }
  }

  /** All that it said so far. */
  String log() {
    try {
      return Files.exists(logFile()) ? Files.readString(logFile()) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path logFile() {
    return folder.resolve("log");
  }

  /** Ends this process, and no other; deletes what it kept. */
  @Override
  public void close() {
    process.kill();
    Folders.delete(folder);
  }
}
