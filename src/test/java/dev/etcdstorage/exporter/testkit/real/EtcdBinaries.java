package dev.etcdstorage.exporter.testkit.real;

import dev.etcdstorage.exporter.testkit.util.ToolsDir;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * Finds real etcd binaries: those in {@code tools.dir}, and the user's own.
 *
 * <p>A variable {@code ETCD_3_6=/opt/etcd/etcd} brings an own etcd for the line 3.6, instead of
 * what {@code tools.dir} has of that line. Its etcdctl is the one beside it, or {@code
 * ETCDCTL_3_6}.
 */
public final class EtcdBinaries {
  private static final Pattern OWN = Pattern.compile("ETCD_(\\d+)_(\\d+)");

  /** The lines that the project promises to work with, oldest first. */
  private static final List<String> PROMISED = List.of("3.4", "3.5", "3.6", "3.7");

  /** Lines that {@code ./test} could not get here; it says at its end that they were not tested. */
  private static final List<String> LEFT_OUT =
      List.of(System.getProperty("etcd.left.out", "").split(",", -1));

  private EtcdBinaries() {}

  /**
   * The newest of each line that the project promises to work with, oldest first: what a test runs
   * on where the line can matter. Fails when one is missing.
   */
  public static List<EtcdBinary> lines() {
    return PROMISED.stream()
        .filter(line -> !LEFT_OUT.contains(line))
        .map(EtcdBinaries::newest)
        .toList();
  }

  /**
   * All that are there, oldest first, so several releases of a line: what a test runs on where the
   * patch release can matter. Fails when a line is missing.
   */
  public static List<EtcdBinary> all() {
    return lines().isEmpty() ? List.of() : Found.ALL; // lines() fails when one is missing
  }

  /** The newest of one line, such as {@code 3.5}; fails when there is none. */
  public static EtcdBinary newest(String majorMinor) {
    if (LEFT_OUT.contains(majorMinor)) {
      Assumptions.abort("./test could not get etcd " + majorMinor);
    }
    return Found.ALL.stream()
        .filter(binary -> binary.version().majorMinor().equals(majorMinor))
        .max(Comparator.comparing(EtcdBinary::version))
        .orElseThrow(() -> ToolsDir.missing("etcd " + majorMinor));
  }

  /** One release, such as {@code 3.5.16}; fails when it is not there. */
  public static EtcdBinary exactly(String version) {
    return Found.ALL.stream()
        .filter(binary -> binary.version().equals(EtcdVersion.in(version)))
        .findFirst()
        .orElseThrow(() -> ToolsDir.missing("etcd " + version));
  }

  /** Looked for once a JVM: each version costs a start of its binary. */
  private static final class Found {
    private static final List<EtcdBinary> ALL = find(System.getenv());
  }

  private static List<EtcdBinary> find(Map<String, String> environment) {
    Map<String, EtcdBinary> own = new TreeMap<>();
    environment.forEach(
        (name, value) -> {
          Matcher line = OWN.matcher(name);
          if (line.matches()) {
            own.put(line.group(1) + "." + line.group(2), own(name, Path.of(value), environment));
          }
        });
    List<EtcdBinary> all = new ArrayList<>(own.values());
    for (Path etcd : ToolsDir.find("etcd-server", "etcd")) {
      EtcdVersion version = EtcdBinary.versionOf(etcd);
      if (!own.containsKey(version.majorMinor())) {
        all.add(new EtcdBinary(version, etcd, fetchedEtcdctl(etcd)));
      }
    }
    all.sort(Comparator.comparing(EtcdBinary::version));
    return List.copyOf(all);
  }

  private static EtcdBinary own(String variable, Path etcd, Map<String, String> environment) {
    String etcdctl = environment.get(variable.replace("ETCD_", "ETCDCTL_"));
    return new EtcdBinary(
        EtcdBinary.versionOf(etcd),
        etcd,
        etcdctl == null ? etcd.resolveSibling("etcdctl") : Path.of(etcdctl));
  }

  /** The same version from the client package; else one beside etcd. */
  private static Path fetchedEtcdctl(Path etcd) {
    Path version = ToolsDir.path().resolve("etcd-server").relativize(etcd).getName(0);
    Path fetched =
        ToolsDir.path().resolve("etcd-client").resolve(version).resolve("usr/bin/etcdctl");
    return Files.isExecutable(fetched) ? fetched : etcd.resolveSibling("etcdctl");
  }
}
