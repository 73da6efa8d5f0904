package dev.etcdstorage.exporter.cli;

import java.util.Arrays;

/**
 * The program as the interpreter of a script, by which the image has a command without a shell: the
 * kernel puts the script's own path before the typed arguments. The script is {@code
 * src/main/docker/command}.
 */
public final class ScriptMain {
  private ScriptMain() {}

  /**
   * Runs what was typed.
   *
   * @param args the path of the script, then those of {@link Main}
   */
  public static void main(String[] args) {
    Main.main(Arrays.copyOfRange(args, 1, args.length));
  }
}
