package dev.etcdstorage.exporter.web;

import java.util.Set;
import java.util.TreeSet;

/**
 * A page: exactly this path, not paths that begin with it.
 *
 * @param methods HEAD is answered wherever GET is
 */
public record Route(String path, Set<String> methods, Handler handler) {
  public Route {
    Set<String> all = new TreeSet<>(methods);
    if (all.contains("GET")) {
      all.add("HEAD");
    }
    methods = all;
  }

  /** A page to read. */
  public static Route get(String path, Handler handler) {
    return new Route(path, Set.of("GET"), handler);
  }

  /** An action. */
  public static Route post(String path, Handler handler) {
    return new Route(path, Set.of("POST"), handler);
  }

  String allow() {
    return String.join(", ", methods);
  }
}
