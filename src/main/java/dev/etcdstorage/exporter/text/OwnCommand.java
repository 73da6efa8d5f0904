package dev.etcdstorage.exporter.text;

/**
 * How this program is called where it runs, so that a command that it prints can be pasted there.
 *
 * @param program what comes before the command's name, such as the program's own, or in a pod
 *     {@code kubectl exec} and all that leads into it
 * @param flags that say where the cluster is, as a shell takes them; empty where the place knows
 */
public record OwnCommand(String program, String flags) {
  /** What it is called everywhere. */
  public static final String NAME = "etcd-storage-exporter";

  /**
   * The whole line.
   *
   * @param command its name, and flags of its own
   */
  public String line(String command) {
    return program + " " + command + (flags.isEmpty() ? "" : " " + flags);
  }
}
