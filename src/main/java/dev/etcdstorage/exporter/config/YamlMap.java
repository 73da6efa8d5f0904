package dev.etcdstorage.exporter.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * One mapping of a YAML file, taken key by key. A duplicate key fails at once, a key that nobody
 * took fails in {@link #done}; every message has the form {@code file:line: key.path: what}.
 *
 * <p>It works on the node tree rather than on loaded objects, because only nodes know their line.
 */
final class YamlMap {
  private final String file;
  private final String path;
  private final int line;
  private final Map<String, Node> entries = new LinkedHashMap<>();
  private final Map<String, Integer> lines = new HashMap<>();
  private final TreeSet<String> known = new TreeSet<>();

  private YamlMap(String file, String path, Node node) {
    this.file = file;
    this.path = path;
    this.line = line(node);
    for (NodeTuple tuple : ((MappingNode) node).getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw fail(line(tuple.getKeyNode()), path, "a key must be a plain word");
      }
      if (entries.put(key.getValue(), tuple.getValueNode()) != null) {
        throw fail(line(key), join(key.getValue()), "this key stands here twice; keep one");
      }
      lines.put(key.getValue(), line(key));
    }
  }

  /** Reads a file whose top level is a mapping; an empty file is an empty mapping. */
  static YamlMap load(Path file) {
    String text = TextFile.read(file);
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(50);
    Node root;
    try {
      root = new Yaml(options).compose(new java.io.StringReader(text));
    } catch (MarkedYAMLException e) {
      int at = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw new ConfigException(file + ":" + at + ": not valid YAML: " + oneLine(e.getProblem()));
    } catch (YAMLException e) {
      throw new ConfigException(file, "not valid YAML: " + oneLine(e.getMessage()));
    }
    if (root == null || isNull(root)) {
      root = new MappingNode(Tag.MAP, List.of(), org.yaml.snakeyaml.DumperOptions.FlowStyle.BLOCK);
    }
    if (!(root instanceof MappingNode)) {
      throw new ConfigException(
          file + ":" + line(root) + ": the file must be a mapping; write one KEY: VALUE a line");
    }
    return new YamlMap(file.toString(), "", root);
  }

  boolean has(String key) {
    return entries.containsKey(key);
  }

  Optional<String> string(String key) {
    return node(key).map(n -> scalar(key, n));
  }

  /** A scalar turned into a value; the parser's IllegalArgumentException becomes our message. */
  <T> Optional<T> value(String key, Function<String, T> parser) {
    return string(key).map(text -> at(key, () -> parser.apply(text)));
  }

  Optional<Boolean> bool(String key) {
    return value(
        key,
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default ->
                  throw new IllegalArgumentException("must be true or false, not \"" + text + "\"");
            });
  }

  /** A list of scalars, each turned into a value; the parser's complaint gets the item's line. */
  <T> List<T> values(String key, Function<String, T> parser) {
    List<T> values = new ArrayList<>();
    for (Node item : sequence(key)) {
      String text = scalar(key, item);
      values.add(run(line(item), join(key), () -> parser.apply(text)));
    }
    return values;
  }

  Optional<YamlMap> map(String key) {
    return node(key).map(n -> mapping(join(key), n));
  }

  List<YamlMap> maps(String key) {
    List<YamlMap> values = new ArrayList<>();
    for (Node item : sequence(key)) {
      values.add(mapping(join(key) + "[" + values.size() + "]", item));
    }
    return values;
  }

  /**
   * A mapping whose keys are the user's own, such as HTTP headers.
   *
   * @param parser given key and value; its complaint gets the entry's line
   */
  <T> Map<String, T> entries(String key, BiFunction<String, String, T> parser) {
    Map<String, T> values = new LinkedHashMap<>();
    map(key)
        .ifPresent(
            map ->
                map.entries.forEach(
                    (name, node) -> {
                      String text = map.scalar(name, node);
                      values.put(
                          name, run(map.lineOf(name), map.path, () -> parser.apply(name, text)));
                    }));
    return values;
  }

  /** Fails for every key that is there and was not asked for. */
  void done() {
    for (String key : entries.keySet()) {
      if (!known.contains(key)) {
        throw fail(lineOf(key), join(key), "unknown key; known here: " + String.join(", ", known));
      }
    }
  }

  /** Rejects, by name, a key that other programs know and this one does not do. */
  void unsupported(String key, String why) {
    if (has(key)) {
      throw fail(lineOf(key), join(key), "not supported: " + why);
    }
  }

  /** Runs a validating constructor; its complaint gets the place of the key. */
  <T> T at(String key, Supplier<T> constructor) {
    return run(lineOf(key), join(key), constructor);
  }

  /** The same for this mapping as a whole, or for the key whose value the constructor refuses. */
  <T> T here(Supplier<T> constructor) {
    return run(
        line,
        path,
        () -> {
          try {
            return constructor.get();
          } catch (SettingException e) {
            String key = e.setting();
            throw fail(lineOf(key), join(key), String.valueOf(e.getMessage()));
          }
        });
  }

  private <T> T run(int atLine, String at, Supplier<T> constructor) {
    try {
      return constructor.get();
    } catch (IllegalArgumentException e) {
      throw fail(atLine, at, String.valueOf(e.getMessage()));
    }
  }

  private int lineOf(String key) {
    return lines.getOrDefault(key, line);
  }

  private Optional<Node> node(String key) {
    known.add(key);
    Node node = entries.get(key);
    return node == null || isNull(node) ? Optional.empty() : Optional.of(node);
  }

  private List<Node> sequence(String key) {
    Optional<Node> node = node(key);
    if (node.isEmpty()) {
      return List.of();
    }
    if (node.get() instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    throw fail(
        lineOf(key), join(key), "must be a list; put each item on a line that begins with -");
  }

  private String scalar(String key, Node node) {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw fail(line(node), join(key), "must be a single value, not a list or a mapping");
  }

  private YamlMap mapping(String at, Node node) {
    if (node instanceof MappingNode) {
      return new YamlMap(file, at, node);
    }
    throw fail(line(node), at, "must be a mapping; write one KEY: VALUE a line below it");
  }

  private ConfigException fail(int atLine, String at, String what) {
    return new ConfigException(
        file + ":" + atLine + ": " + (at.isEmpty() ? "" : at + ": ") + oneLine(what));
  }

  private String join(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static boolean isNull(Node node) {
    return node instanceof ScalarNode && Tag.NULL.equals(node.getTag());
  }

  private static int line(Node node) {
    return node.getStartMark() == null ? 1 : node.getStartMark().getLine() + 1;
  }

  private static String oneLine(@Nullable String text) {
    return text == null ? "unreadable" : text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
  }
}
