package dev.etcdstorage.exporter.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * One mapping of a YAML file, read key by key. A duplicate key fails at once, an unknown key when
 * everything is read. A key without a value counts as absent.
 */
final class YamlMap {
  private record Entry(int line, Node value) {}

  private final YamlPlace place;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final TreeSet<String> known = new TreeSet<>();

  YamlMap(YamlPlace place, MappingNode node) {
    this.place = place;
    for (NodeTuple tuple : node.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw place.at(tuple.getKeyNode()).fail("a key must be a plain word");
      }
      int line = YamlPlace.line(key);
      if (entries.put(key.getValue(), new Entry(line, tuple.getValueNode())) != null) {
        throw place.key(key.getValue(), line).fail("given twice");
      }
    }
  }

  static boolean isNull(Node node) {
    return node instanceof ScalarNode && Tag.NULL.equals(node.getTag());
  }

  /**
   * Reads the whole mapping. An unknown key is reported before an error of the constructor, so a
   * reader must read every key before anything can fail but a key's own parser.
   */
  <T> T read(Function<YamlMap, T> reader) {
    T value;
    try {
      value = reader.apply(this);
    } catch (SettingException e) {
      refuseUnknown();
      throw place(e.setting()).fail(e.getMessage());
    } catch (IllegalArgumentException e) {
      refuseUnknown();
      throw place.fail(e.getMessage());
    }
    refuseUnknown();
    return value;
  }

  private void refuseUnknown() {
    for (String key : entries.keySet()) {
      if (!known.contains(key)) {
        throw place(key).fail("unknown key; known here: " + String.join(", ", known));
      }
    }
  }

  /** Rejects, by name, a key that other programs support and this one does not. */
  void unsupported(String key, String why) {
    if (entries.containsKey(key)) {
      throw place(key).fail("not supported: " + why);
    }
  }

  Optional<String> string(String key) {
    return node(key).map(node -> scalar(place(key), node));
  }

  <T> Optional<T> value(String key, Function<String, T> parser) {
    return string(key).map(text -> place(key).parse(() -> parser.apply(text)));
  }

  <T> T value(String key, Function<String, T> parser, T absent) {
    return value(key, parser).orElse(absent);
  }

  boolean bool(String key, boolean absent) {
    return value(key, YamlMap::bool, absent);
  }

  private static boolean bool(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException("must be true or false, not \"" + text + "\"");
    }
    return text.equals("true");
  }

  /** A file name, relative to this file. */
  Optional<Path> path(String key) {
    return value(key, this::sibling);
  }

  /** A file by its name, relative to this file. */
  Path sibling(String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("is empty; give a file name or leave the key out");
    }
    try {
      return place.file().resolveSibling(name);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("is not a file name", e);
    }
  }

  /** A list of scalars; the parser's error gets the item's line. */
  <T> List<T> values(String key, Function<String, T> parser, List<T> absent) {
    if (node(key).isEmpty()) {
      return absent;
    }
    List<T> values = new ArrayList<>();
    for (Node item : sequence(key)) {
      String text = scalar(place(key), item);
      values.add(place(key).at(item).parse(() -> parser.apply(text)));
    }
    return values;
  }

  <T> Optional<T> section(String key, Function<YamlMap, T> reader) {
    return node(key).map(node -> mapping(place(key).at(node), node).read(reader));
  }

  /** A list of mappings. */
  <T> List<T> sections(String key, Function<YamlMap, T> reader) {
    List<T> values = new ArrayList<>();
    for (Node item : sequence(key)) {
      values.add(mapping(place(key).item(values.size(), item), item).read(reader));
    }
    return values;
  }

  /** A mapping whose keys are the user's own, such as HTTP headers. */
  <T> Map<String, T> entries(String key, BiFunction<String, String, T> parser) {
    return section(
            key,
            map -> {
              Map<String, T> values = new LinkedHashMap<>();
              map.entries.forEach(
                  (name, entry) -> {
                    map.known.add(name);
                    String text = scalar(map.place(name), entry.value());
                    YamlPlace line = new YamlPlace(place.file(), entry.line(), map.place.path());
                    values.put(name, line.parse(() -> parser.apply(name, text)));
                  });
              return values;
            })
        .orElse(Map.of());
  }

  private YamlPlace place(String key) {
    Entry entry = entries.get(key);
    return place.key(key, entry == null ? place.line() : entry.line());
  }

  private Optional<Node> node(String key) {
    known.add(key);
    Entry entry = entries.get(key);
    return Optional.ofNullable(entry).map(Entry::value).filter(value -> !isNull(value));
  }

  private List<Node> sequence(String key) {
    Optional<Node> node = node(key);
    if (node.isEmpty()) {
      return List.of();
    }
    if (node.get() instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    throw place(key).fail("must be a list; put each item on a line that begins with -");
  }

  private static String scalar(YamlPlace place, Node node) {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw place.at(node).fail("must be a single value, not a list or a mapping");
  }

  private static YamlMap mapping(YamlPlace place, Node node) {
    if (node instanceof MappingNode mapping) {
      return new YamlMap(place, mapping);
    }
    throw place.fail("must be a mapping; write one KEY: VALUE a line below it");
  }
}
