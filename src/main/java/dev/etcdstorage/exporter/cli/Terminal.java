package dev.etcdstorage.exporter.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;

/** The person in front of the program, if there is one. */
interface Terminal {
  int STDIN = 0;
  int STDOUT = 1;
  int STDERR = 2;

  boolean present();

  /** Returns what was typed, empty at the end of the input. */
  String ask(String question);

  /** The system's terminal: for somebody who can read and type. */
  static Terminal system(PrintStream out) {
    return new Terminal() {
      @Override
      public boolean present() {
        return is(STDIN) && is(STDOUT);
      }

      @Override
      public String ask(String question) {
        out.print(question);
        out.flush();
        try {
          String line =
              new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()))
                  .readLine();
          return line == null ? "" : line;
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  /**
   * Whether this file descriptor is a terminal. {@code System.console()} tells that up to Java 21
   * only, so Linux is asked what the file is; elsewhere it is none.
   */
  static boolean is(int descriptor) {
    try {
      String file = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return file.startsWith("/dev/pts/") || file.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
