package dev.etcdstorage.exporter.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds real etcd binaries: those in {@code tools.dir}, and the user's own.
 *
 * <p>A variable {@code ETCD_3_6=/opt/etcd/etcd} brings an own etcd for the line 3.6, instead of
 * what {@code tools.dir} has of that line. Its etcdctl is the one beside it, or {@code
 * ETCDCTL_3_6}.
 */
public final class EtcdBinaries {
  private static final Pattern OWN = Pattern.compile("ETCD_(\\d+)_(\\d+)");

  private EtcdBinaries() {}

  /** The newest of one line, such as {@code 3.5}; fails when there is none. */
  public static EtcdBinary newest(String majorMinor) {
    return all().stream()
        .filter(binary -> binary.version().majorMinor().equals(majorMinor))
        .max(Comparator.comparing(EtcdBinary::version))
        .orElseThrow(() -> ToolsDir.missing("etcd " + majorMinor));
  }

  /** One release, such as {@code 3.5.16}; fails when it is not there. */
  public static EtcdBinary exactly(String version) {
    return all().stream()
        .filter(binary -> binary.version().equals(EtcdVersion.in(version)))
        .findFirst()
        .orElseThrow(() -> ToolsDir.missing("etcd " + version));
  }

  /** All of them, oldest first; fails when there is not a single one. */
  public static List<EtcdBinary> all() {
    List<EtcdBinary> all = Found.ALL;
    if (all.isEmpty()) {
      throw ToolsDir.missing("etcd");
    }
    return all;
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
