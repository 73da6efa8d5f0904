package dev.etcdstorage.exporter.maintenance;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The lock's holder, for the person who finds it held.
 *
 * @param program {@code defrag} or {@code serve}
 */
public record LockHolder(String program, String host, long pid, Instant since) {

  /** This process. */
  public static LockHolder self(String program, Instant now) {
    return new LockHolder(program, thisHost(), ProcessHandle.current().pid(), now);
  }

  private static String thisHost() {
    // In a container this is the pod's name, and needs no resolver.
    String name = System.getenv("HOSTNAME");
    if (name != null && !name.isBlank()) {
      return name;
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  String toText() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("program", program);
    fields.put("host", host);
    fields.put("pid", Long.toString(pid));
    fields.put("since", since.truncatedTo(ChronoUnit.SECONDS).toString());
    return KeyValueLines.write(fields);
  }

  /** Describes a value that this or another version wrote, or somebody by hand. */
  static String describe(String text) {
    Map<String, String> fields = KeyValueLines.read(text);
    return "%s on %s, pid %s, since %s"
        .formatted(
            fields.getOrDefault("program", "somebody"),
            fields.getOrDefault("host", "an unknown host"),
            fields.getOrDefault("pid", "unknown"),
            fields.getOrDefault("since", "unknown"));
  }
}
