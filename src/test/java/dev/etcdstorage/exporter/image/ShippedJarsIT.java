package dev.etcdstorage.exporter.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A jar of which nothing is used would only be there to be patched. */
class ShippedJarsIT {
  private static final Path LIB = Path.of("target/lib");
  private static final Path OWN = Path.of("target/classes");

  private final Map<String, String> jars = new HashMap<>();
  private final Map<String, byte[]> classes = new HashMap<>();
  private final Deque<String> reached = new ArrayDeque<>();

  @Test
  void everyJarHasAClassThatTheProgramCanReach() throws IOException {
    Set<String> unused = new TreeSet<>();
    for (Path jar : list(LIB)) {
      unused.add(jar.getFileName().toString());
      read(jar);
    }
    try (Stream<Path> own = Files.walk(OWN)) {
      for (Path file : own.filter(path -> path.toString().endsWith(".class")).toList()) {
        String path = OWN.relativize(file).toString();
        classes.put(className(path), Files.readAllBytes(file));
        reached.add(className(path));
      }
    }

    Set<String> seen = new HashSet<>();
    while (!reached.isEmpty()) {
      String next = reached.remove();
      if (classes.containsKey(next) && seen.add(next)) {
        unused.remove(jars.getOrDefault(next, "own"));
        addReferences(classes.get(next));
      }
    }

    assertThat(jars).isNotEmpty();
    assertThat(unused).isEmpty();
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static String className(String path) {
    return path.substring(0, path.length() - ".class".length());
  }

  /** Its classes, and what it offers to Java's ServiceLoader, which nobody names. */
  private void read(Path file) throws IOException {
    try (JarFile jar = new JarFile(file.toFile())) {
      for (JarEntry entry : jar.stream().filter(each -> !each.isDirectory()).toList()) {
        String path = entry.getName();
        if (path.endsWith(".class") && !path.startsWith("META-INF/")) {
          jars.put(className(path), file.getFileName().toString());
          classes.put(className(path), jar.getInputStream(entry).readAllBytes());
        } else if (path.startsWith("META-INF/services/")) {
          new String(jar.getInputStream(entry).readAllBytes(), UTF_8)
              .lines()
              .forEach(line -> reached.add(line.strip().replace('.', '/')));
        }
      }
    }
  }

  /** The classes that its constant pool names, in strings too: some are loaded by name. */
  private void addReferences(byte[] code) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(code));
    in.skipNBytes(8); // magic and version
    String[] texts = new String[in.readUnsignedShort()];
    Set<Integer> names = new HashSet<>();
    for (int i = 1; i < texts.length; i++) {
      int tag = in.readUnsignedByte();
      switch (tag) {
        case 1 -> texts[i] = in.readUTF();
        case 7, 8 -> names.add(in.readUnsignedShort()); // a class, a string
        case 16, 19, 20 -> in.skipNBytes(2);
        case 15 -> in.skipNBytes(3);
        case 5, 6 -> { // long and double take two places
          in.skipNBytes(8);
          i++;
        }
        default -> in.skipNBytes(4);
      }
    }
    names.forEach(name -> reached.add(texts[name].replace('.', '/').replaceAll("^\\[+L|;$", "")));
  }
}
