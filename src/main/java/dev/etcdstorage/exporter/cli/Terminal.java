package dev.etcdstorage.exporter.cli;

import java.io.Console;

/** The person in front of the program, if there is one. */
interface Terminal {
  boolean present();

  /** What was typed, empty at the end of the input. */
  String ask(String question);

  /** The system's. Before JDK 22 there is no console without a terminal. */
  @SuppressWarnings("SystemConsoleNull")
  static Terminal system() {
    Console console = System.console();
    boolean present = console != null && isTerminal(console);
    return new Terminal() {
      @Override
      public boolean present() {
        return present;
      }

      @Override
      public String ask(String question) {
        String answer = console == null ? null : console.readLine("%s", question);
        return answer == null ? "" : answer;
      }
    };
  }

  /** From JDK 22 on there is a console without a terminal too, and a method that tells. */
  private static boolean isTerminal(Console console) {
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }
}
