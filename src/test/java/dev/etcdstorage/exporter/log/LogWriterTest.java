package dev.etcdstorage.exporter.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LogWriterTest {
  private static final Duration AMPLE = Duration.ofSeconds(20);

  private final LogWriter writer = new LogWriter(lines -> lines + " dropped");
  private final Pipe pipe = new Pipe();
  private final PrintStream out = new PrintStream(pipe, true, UTF_8);

  /** As full as a pipe can be until somebody reads. */
  private static final class Pipe extends OutputStream {
    private final CountDownLatch writer = new CountDownLatch(1);
    private final CountDownLatch reader = new CountDownLatch(1);
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      writer.countDown();
      try {
        reader.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      read.write(bytes, offset, length);
    }
  }

  private List<String> lines() throws InterruptedException {
    writer.flush(AMPLE);
    return pipe.read.toString(UTF_8).lines().toList();
  }

  @Test
  void linesKeepTheirOrder() throws InterruptedException {
    pipe.reader.countDown();
    List<String> written = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      written.add("line " + i);
      writer.write(out, "line " + i);
    }

    assertThat(lines()).isEqualTo(written);
    assertThat(writer.dropped()).isZero();
  }

  @Test
  void whoLogsNeverWaitsForWhoReads() throws InterruptedException {
    String kilobyte = "x".repeat(1024);
    for (int i = 0; i < 1000; i++) {
      writer.write(out, kilobyte);
    }

    // Nothing was read so far, and this came here all the same.
    writer.flush(Duration.ofMillis(1));
    assertThat(pipe.read.size()).isZero();
    assertThat(writer.dropped()).isBetween(700L, 999L);
  }

  @Test
  void gapIsToldWhereItIs() throws InterruptedException {
    writer.write(out, "before");
    pipe.writer.await(); // it is being written, so it takes no room any more
    String kilobyte = "x".repeat(1024);
    for (int i = 0; i < 1000; i++) {
      writer.write(out, kilobyte);
    }
    long dropped = writer.dropped();
    pipe.reader.countDown();
    List<String> soFar = lines();
    writer.write(out, "after");

    assertThat(soFar).startsWith("before", kilobyte).endsWith(kilobyte, dropped + " dropped");
    assertThat(lines()).hasSize(soFar.size() + 1).endsWith(dropped + " dropped", "after");
  }
}
