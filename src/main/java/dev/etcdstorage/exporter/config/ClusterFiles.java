package dev.etcdstorage.exporter.config;

import dev.etcdstorage.exporter.files.MatchingFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Clusters in files of their own, beside those that the configuration file lists. */
final class ClusterFiles {
  private ClusterFiles() {}

  /** The files that {@code clusterFiles} matches now. */
  static List<MatchingFiles> look(YamlMap map) {
    return map.values(
        "clusterFiles",
        name -> {
          try {
            return MatchingFiles.look(map.sibling(name));
          } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
          }
        },
        List.of());
  }

  /**
   * Reads the files; a relative path in one is relative to it.
   *
   * @param listed clusters of the configuration file itself
   * @param reader of a cluster
   * @return the listed clusters, then those of files
   * @throws ConfigException naming the file, line and key
   */
  static List<ClusterConfig> read(
      List<ClusterConfig> listed,
      List<MatchingFiles> files,
      Function<YamlMap, ClusterConfig> reader) {
    List<ClusterConfig> all = new ArrayList<>(listed);
    Map<String, String> owners = new HashMap<>();
    listed.forEach(each -> each.name().ifPresent(name -> owners.put(name, "the list clusters")));
    files.stream()
        .flatMap(matching -> matching.found().keySet().stream())
        .distinct()
        .map(file -> YamlFile.load(file).read(map -> named(reader.apply(map), file, owners)))
        .forEach(all::add);
    return all;
  }

  /** Checked here, so that the error names the file. */
  private static ClusterConfig named(ClusterConfig cluster, Path file, Map<String, String> owners) {
    String name =
        cluster
            .name()
            .orElseThrow(
                () ->
                    new SettingException(
                        "name", "a cluster in a file of its own needs one, such as prod-eu"));
    String owner = owners.putIfAbsent(name, file.toString());
    if (owner != null) {
      throw new SettingException(
          "name", owner + " has a cluster " + name + " too; names must differ");
    }
    return cluster;
  }
}
