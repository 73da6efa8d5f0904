package dev.etcdstorage.exporter.testkit.real;

import dev.etcdstorage.exporter.testkit.data.ScrapedPage;
import dev.etcdstorage.exporter.testkit.util.Command;
import dev.etcdstorage.exporter.testkit.util.Folders;
import dev.etcdstorage.exporter.testkit.util.Http;
import dev.etcdstorage.exporter.testkit.util.Json;
import dev.etcdstorage.exporter.testkit.util.Poll;
import dev.etcdstorage.exporter.testkit.util.ProcFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The packaged exporter as a process of its own, on a port that the system chose. Closing it is a
 * test too: it must end by SIGTERM with exit code 0, and must never have logged a stack trace.
 */
public final class RunningExporter implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration SCRAPE_LIMIT = Duration.ofSeconds(60);
  private static final Duration LOG_LIMIT = Duration.ofSeconds(20);
  private static final Duration SILENCE = Duration.ofSeconds(1);
  private static final Duration LOG_PAUSE = Duration.ofMillis(50);

  /** Beside other tests a first handshake can take longer than the usual 5 s. */
  private static final String PATIENT = "--etcd.timeout=15s";

  /** Archived by {@code ./test}; Java silently ignores it once the jar is another. */
  private static final Path CLASSES = Path.of("target/classes.jsa").toAbsolutePath();

  private static final Pattern LISTENING = Pattern.compile("msg=listening address=(\\S+)");
  private static final Pattern STACK_TRACE =
      Pattern.compile("^\\s+at \\S+\\(.*\\)|Exception in thread", Pattern.MULTILINE);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Path folder;
  private final NativeProcess process;
  private final String address;

  private RunningExporter(List<String> arguments) {
    folder = Folders.temporary("exporter");
    process = NativeProcess.start(command(arguments), logFile());
    try {
      address = awaitAddress();
    } catch (RuntimeException | Error e) {
      process.kill();
      Folders.delete(folder);
      throw e;
    }
  }

  /** Serves with these flags for etcd. */
  public static RunningExporter start(String... flags) {
    List<String> arguments =
        new ArrayList<>(List.of("--web.listen-address", "127.0.0.1:0", PATIENT));
    arguments.addAll(List.of(flags));
    return new RunningExporter(arguments);
  }

  /** Serves what the file says; the file must name a listen address with port 0. */
  public static RunningExporter configured(Path file) {
    return new RunningExporter(List.of("--config.file", file.toString()));
  }

  /** How a start that failed ended, and all that it said. */
  public record Refusal(int exitCode, String output) {}

  /** Runs it with flags that it must refuse; fails when it is still running after a while. */
  public static Refusal refused(String... flags) {
    List<String> arguments = new ArrayList<>(List.of("--web.listen-address", "127.0.0.1:0"));
    arguments.addAll(List.of(flags));
    Command.Result ended = Command.run(command(arguments), Map.of(), "");
    return new Refusal(ended.exitCode(), ended.stdout() + ended.stderr());
  }

  private static List<String> command(List<String> arguments) {
    List<String> all = new ArrayList<>(List.of("serve"));
    all.addAll(arguments);
    return program(all);
  }

  /** The packaged program with these arguments. */
  public static List<String> program(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // A quick start, as the launcher script asks for it.
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    if (Files.exists(CLASSES)) {
      command.addAll(List.of("-XX:SharedArchiveFile=" + CLASSES, "-Xlog:cds*=off"));
    }
    command.addAll(List.of("-jar", jar().toString()));
    command.addAll(arguments);
    return command;
  }

  static Path jar() {
    Path jar =
        Path.of("target", "etcd-storage-exporter-" + System.getProperty("project.version") + ".jar")
            .toAbsolutePath();
    if (!Files.exists(jar)) {
      throw new AssertionError(jar + " is not there: these tests run after the package phase");
    }
    return jar;
  }

  /** {@code host:port} of its pages. */
  public String address() {
    return address;
  }

  private String awaitAddress() {
    return Poll.answer(
        () -> "the exporter listens; it said:\n" + log(),
        START_LIMIT,
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError("The exporter ended at its start:\n" + log());
          }
          Matcher listening = LISTENING.matcher(log());
          return listening.find() ? Optional.of(listening.group(1)) : Optional.empty();
        });
  }

  /** The metrics page as of now. */
  public ScrapedPage metrics() {
    return scrape(HttpRequest.newBuilder()).page();
  }

  /**
   * A page and the time that it took.
   *
   * @param page as text
   */
  public record Scrape(ScrapedPage page, Duration took) {}

  /** The metrics page as Prometheus asks for it, with what is left of its patience. */
  public Scrape scrape(Duration timeout) {
    return scrape(
        HttpRequest.newBuilder()
            .header(
                "X-Prometheus-Scrape-Timeout-Seconds", Double.toString(timeout.toMillis() / 1e3)));
  }

  private Scrape scrape(HttpRequest.Builder request) {
    long began = System.nanoTime();
    Http.Page answer = send(request.uri(uri("/metrics")).GET());
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    if (answer.status() != 200) {
      throw new AssertionError("/metrics answered " + answer.status() + ": " + answer.body());
    }
    return new Scrape(ScrapedPage.parse(answer.body()), took);
  }

  /** The document of {@code /api/v1/status}. */
  public Json status() {
    Http.Page answer = send(HttpRequest.newBuilder(uri("/api/v1/status")).GET());
    if (answer.status() != 200) {
      throw new AssertionError("The status answered " + answer.status() + ": " + answer.body());
    }
    return Json.parse(answer.body());
  }

  /** A page in the form that is asked for. */
  public Http.Page page(String path, String accept) {
    return send(HttpRequest.newBuilder(uri(path)).header("Accept", accept).GET());
  }

  /** SIGSTOP: its connections stay open and nothing is read. */
  public void pause() {
    process.pause();
  }

  /** SIGCONT. */
  public void resume() {
    process.resume();
  }

  /** {@code POST /-/reload}; returns the status and what it says. */
  public Http.Page reload() {
    return send(HttpRequest.newBuilder(uri("/-/reload")).POST(BodyPublishers.noBody()));
  }

  /** Where its pages are, without a path. */
  public String url() {
    return "http://" + address;
  }

  private URI uri(String path) {
    return URI.create(url() + path);
  }

  private Http.Page send(HttpRequest.Builder request) {
    try {
      var response = http.send(request.timeout(SCRAPE_LIMIT).build(), BodyHandlers.ofString());
      return new Http.Page(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException("No answer from the exporter, which said:\n" + log(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted", e);
    }
  }

  /** Sends a signal, such as {@code HUP}. */
  public void signal(String name) {
    process.signal(name);
  }

  /** What the system says of its process. */
  public ProcFolder process() {
    return new ProcFolder(process.pid());
  }

  /** All that it said so far. */
  public String log() {
    try {
      return Files.exists(logFile()) ? Files.readString(logFile()) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The log lines that hold all of these texts. What was just done may be logged a moment later, by
   * a thread of its own: the first line is waited for.
   */
  public List<String> logged(String... texts) {
    return logged(LOG_LIMIT, texts);
  }

  /** The same of lines that should not come: they are waited for a second only. */
  public List<String> wronglyLogged(String... texts) {
    return logged(SILENCE, texts);
  }

  private List<String> logged(Duration limit, String... texts) {
    long end = System.nanoTime() + limit.toNanos();
    List<String> lines = linesWith(texts);
    while (lines.isEmpty() && System.nanoTime() < end) {
      LockSupport.parkNanos(LOG_PAUSE.toNanos());
      lines = linesWith(texts);
    }
    return lines;
  }

  private List<String> linesWith(String... texts) {
    return log().lines().filter(line -> List.of(texts).stream().allMatch(line::contains)).toList();
  }

  private Path logFile() {
    return folder.resolve("log");
  }

  /** SIGTERM; fails when it does not end well, or ever logged a stack trace. */
  @Override
  public void close() {
    String log;
    try {
      process.stop();
      log = log();
    } finally {
      process.kill();
      Folders.delete(folder);
    }
    if (process.exitCode() != 0 || STACK_TRACE.matcher(log).find()) {
      throw new AssertionError("The exporter ended with " + process.exitCode() + ":\n" + log);
    }
  }
}
