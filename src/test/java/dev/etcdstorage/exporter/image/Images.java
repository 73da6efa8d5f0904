package dev.etcdstorage.exporter.image;

import static com.google.common.base.Preconditions.checkState;

import dev.etcdstorage.exporter.testkit.util.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.testcontainers.images.builder.ImageFromDockerfile;

/** The images of the tests, each made once: nothing comes from a registry. */
public final class Images {
  /** What the exporter's is made from; {@code ./test} names one that the engine has. */
  private static final String BASE =
      System.getenv().getOrDefault("TEST_BASE_IMAGE", "debian:bookworm-slim");

  private static final Pattern LIBRARY =
      Pattern.compile("(?:=> |^\\s*)(/\\S+) \\(0x", Pattern.MULTILINE);
  private static final Map<Path, Future<String>> PROGRAMS = new ConcurrentHashMap<>();

  private Images() {}

  /** Made by the project's own Dockerfile. */
  public static Future<String> exporter() {
    return Exporter.IMAGE;
  }

  private static final class Exporter {
    private static final Future<String> IMAGE =
        CompletableFuture.completedFuture(make(build("test")));
  }

  /** By one JVM at a time: the others find its parts made. */
  private static String make(ImageFromDockerfile image) {
    try (FileChannel channel =
            FileChannel.open(
                Path.of("target/exporter-image.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      checkState(lock.isValid());
      return image.get();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same, made again from the step on that unpacks the distribution. */
  static Future<String> exporterAgain() {
    return build("again").withBuildArg("SOURCE_DATE_EPOCH", "1700000000");
  }

  private static ImageFromDockerfile build(String tag) {
    return new ImageFromDockerfile("localhost/etcd-storage-exporter:" + tag, false)
        .withDockerfile(Path.of("Dockerfile").toAbsolutePath())
        .withBuildArg("BASE_IMAGE", BASE)
        .withBuildArg("VERSION", System.getProperty("project.version"));
  }

  /** One of the machine's programs with the libraries that it is linked with, and nothing else. */
  static Future<String> of(Path program) {
    return PROGRAMS.computeIfAbsent(program, Images::build);
  }

  private static ImageFromDockerfile build(Path program) {
    String name = program.getFileName().toString();
    List<Path> libraries = libraries(program);
    ImageFromDockerfile image =
        new ImageFromDockerfile("localhost/test-" + name + ":" + id(program), false)
            .withFileFromPath("program", program);
    libraries.forEach(library -> image.withFileFromPath("root" + library, library));
    return image.withDockerfileFromBuilder(
        builder -> {
          builder.from("scratch");
          if (!libraries.isEmpty()) {
            builder.copy("root/", "/");
          }
          builder.copy("program", "/" + name).entryPoint(new String[] {"/" + name}).build();
        });
  }

  private static String id(Path program) {
    return Integer.toHexString(program.toString().hashCode());
  }

  private static List<Path> libraries(Path program) {
    return LIBRARY
        .matcher(Command.run(List.of("ldd", program.toString()), Map.of(), "").stdout())
        .results()
        .map((MatchResult found) -> Path.of(found.group(1)))
        .toList();
  }
}
