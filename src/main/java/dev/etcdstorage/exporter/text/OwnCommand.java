package dev.etcdstorage.exporter.text;

/**
 * How this program is called where it runs, so that a printed command can be pasted there.
 *
 * @param program what comes before the command's name, such as the program's own, or in a pod
 *     {@code kubectl exec} and its arguments
 * @param flags that say where the cluster is, quoted for a shell; empty where none are needed
 */
public record OwnCommand(String program, String flags) {
  /** Its name everywhere. */
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
