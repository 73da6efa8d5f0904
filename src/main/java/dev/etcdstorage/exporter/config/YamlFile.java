package dev.etcdstorage.exporter.config;

import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads YAML as a tree of nodes, not of objects: only nodes know their line. */
final class YamlFile {
  private static final int MOST_ALIASES = 50;

  private YamlFile() {}

  /** Reads a file whose top level is a mapping; an empty file is an empty mapping. */
  static YamlMap load(Path file) {
    Node root = parse(file);
    YamlPlace place = new YamlPlace(file, YamlPlace.line(root), "");
    if (root instanceof MappingNode mapping) {
      return new YamlMap(place, mapping);
    }
    throw place.fail("the file must be a mapping; write one KEY: VALUE a line");
  }

  private static Node parse(Path file) {
    String text = TextFile.read(file);
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(MOST_ALIASES);
    try {
      Node root = new Yaml(options).compose(new StringReader(text));
      return root == null || YamlMap.isNull(root)
          ? new MappingNode(Tag.MAP, List.of(), FlowStyle.BLOCK)
          : root;
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw new YamlPlace(file, line, "").fail("not valid YAML: " + e.getProblem());
    } catch (YAMLException e) {
      throw new ConfigException(file, "not valid YAML: " + YamlPlace.oneLine(e.getMessage()));
    }
  }
}
