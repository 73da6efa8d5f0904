package dev.etcdstorage.exporter.testkit.real;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.etcdstorage.exporter.testkit.util.Command;
import dev.etcdstorage.exporter.testkit.util.Fifo;
import dev.etcdstorage.exporter.testkit.util.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The packaged exporter with a log that nobody reads any more once it listens, as beside a log
 * collector that hangs: the pipe is full. Closing it must end it by SIGTERM, in time and with 0.
 */
public final class UnreadExporter implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("msg=listening address=(\\S+) ");

  private final Path folder = Folders.temporary("unread");
  private final Fifo log = Fifo.at(folder.resolve("log"));
  private final FileChannel pipe;
  private final NativeProcess process;
  private final String url;

  private UnreadExporter(List<String> arguments) {
    try {
      // Opened both ways it waits for nobody, and has an end to read from as long as this lives.
      pipe = FileChannel.open(log.path(), StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    process = NativeProcess.start(RunningExporter.program(arguments), log.path());
    url = "http://" + awaitAddress();
    fill();
  }

  public static UnreadExporter start(String... flags) {
    List<String> arguments =
        new ArrayList<>(List.of("serve", "--web.listen-address", "127.0.0.1:0"));
    arguments.addAll(List.of(flags));
    return new UnreadExporter(arguments);
  }

  private String awaitAddress() {
    ByteBuffer bytes = ByteBuffer.allocate(64 << 10);
    while (true) {
      try {
        pipe.read(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Matcher listening = LISTENING.matcher(new String(bytes.array(), 0, bytes.position(), UTF_8));
      if (listening.find()) {
        return listening.group(1);
      }
    }
  }

  /** Whoever writes more than fits is held up, as this shell is until its time is over. */
  private void fill() {
    Command.Result filled =
        Command.run(
            List.of("sh", "-c", "exec timeout 1 cat /dev/zero >> '" + log.path() + "'"),
            Map.of(),
            "");
    if (filled.exitCode() != 124) {
      throw new AssertionError("The pipe cannot be filled: " + filled.stderr());
    }
  }

  /** Where its pages are, without a path. */
  public String url() {
    return url;
  }

  @Override
  public void close() {
    int exitCode;
    try {
      process.stop();
      exitCode = process.exitCode();
    } finally {
      process.kill();
      closePipe();
      log.close();
      Folders.delete(folder);
    }
    if (exitCode != 0) {
      throw new AssertionError("The exporter ended with " + exitCode);
    }
  }

  private void closePipe() {
    try {
      pipe.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
