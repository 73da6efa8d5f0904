package dev.etcdstorage.exporter.config;

import java.util.List;

/**
 * How keys are summed.
 *
 * @param layout determines a key's prefix where no pattern matches
 * @param roots where API servers keep their objects, such as /registry; without a slash at the end
 * @param namespaces Kubernetes resources by namespace, as {@code pods/kube-system}
 * @param depth how many parts of a key make its prefix, if it is not a Kubernetes key
 * @param patterns tried in this order before anything else
 * @param most how many prefixes have a name at a time; the rest is summed under {@code other}
 */
public record PrefixSettings(
    Layout layout,
    List<String> roots,
    boolean namespaces,
    int depth,
    List<PrefixPattern> patterns,
    int most) {
  /** The layout of keys. */
  public enum Layout {
    /** Resources of Kubernetes below the roots; other keys by depth. */
    KUBERNETES,
    /** All keys by depth. */
    DEPTH;

    /**
     * Reads a setting.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static Layout parse(String text) {
      return Choice.of(text, values());
    }
  }

  private static final int MOST_PATTERNS = 32;
  private static final int MOST_ROOTS = 16;
  public static final PrefixSettings DEFAULT =
      new PrefixSettings(
          Layout.KUBERNETES,
          List.of("/registry", "/kubernetes.io", "/openshift.io"),
          false,
          1,
          List.of(),
          200);

  public PrefixSettings {
    roots = List.copyOf(roots);
    patterns = List.copyOf(patterns);
    if (roots.size() > MOST_ROOTS) {
      throw new SettingException(
          "roots", roots.size() + " are given; at most " + MOST_ROOTS + " are allowed");
    }
    for (String root : roots) {
      if (!root.startsWith("/") || root.endsWith("/")) {
        throw new SettingException(
            "roots", "\"" + root + "\" must begin with a slash and not end with one: /registry");
      }
    }
    if (depth < 1 || depth > 8) {
      throw new SettingException("depth", "must be between 1 and 8");
    }
    if (patterns.size() > MOST_PATTERNS) {
      throw new SettingException(
          "patterns", patterns.size() + " are given; at most " + MOST_PATTERNS + " are allowed");
    }
    if (most < 10 || most > 2000) {
      throw new SettingException("most", "must be between 10 and 2000 prefixes");
    }
  }
}
