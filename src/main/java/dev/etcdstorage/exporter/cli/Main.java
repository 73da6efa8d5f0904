package dev.etcdstorage.exporter.cli;

import java.io.PrintStream;

/** The program. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(run(args, System.out, System.err));
  }

  static int run(String[] args, PrintStream out, PrintStream err) {
    err.println("not yet");
    return 2;
  }
}
