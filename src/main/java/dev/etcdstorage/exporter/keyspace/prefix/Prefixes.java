package dev.etcdstorage.exporter.keyspace.prefix;

import dev.etcdstorage.exporter.config.PrefixPattern;
import dev.etcdstorage.exporter.config.PrefixSettings;
import dev.etcdstorage.exporter.etcd.Key;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The prefixes of one cluster's keys, shared by its watch and its scan. There may be any number of
 * them; watch and scan decide which have a name at a time, within {@link #most}, and which are
 * summed as {@link #OTHER}.
 *
 * <p>A key may itself be called {@code other}. It is shown as {@code \x6fther}, with an escape as
 * any byte may have one; no other key can be shown so, since a backslash is escaped itself. The
 * same goes for {@link #former}.
 */
public final class Prefixes {
  /** All prefixes without a name. */
  public static final String OTHER = "other";

  private static final Pattern FORMER = Pattern.compile("\\([0-9]+ former\\)");

  private final PrefixMapper mapper;
  private final PrefixCache cache;
  private final int most;
  private final Set<String> own;
  private final Set<String> known;

  public Prefixes(PrefixSettings settings) {
    this(settings, false);
  }

  /**
   * @param hideKeys no prefix may be a whole key, except one that the user's own patterns make of
   *     it
   */
  public Prefixes(PrefixSettings settings, boolean hideKeys) {
    mapper = mapper(settings, hideKeys);
    cache = new PrefixCache(settings.most());
    most = settings.most();
    own = own(settings);
    known = known(settings);
  }

  static PrefixMapper mapper(PrefixSettings settings, boolean hideKeys) {
    PrefixMapper depth = new DepthPrefix(settings.depth());
    PrefixMapper layout =
        switch (settings.layout()) {
          case KUBERNETES -> new KubernetesPrefix(settings.roots(), settings.namespaces(), depth);
          case DEPTH -> depth;
        };
    PrefixMapper shown = hideKeys ? new HiddenKeysPrefix(layout, shownAnyway(settings)) : layout;
    return settings.patterns().isEmpty() ? shown : new PatternPrefix(settings.patterns(), shown);
  }

  /** Names that are no secret. */
  private static Set<String> shownAnyway(PrefixSettings settings) {
    Set<String> names = new LinkedHashSet<>(own(settings));
    names.addAll(known(settings));
    return names;
  }

  private static Set<String> own(PrefixSettings settings) {
    Set<String> own = new LinkedHashSet<>();
    for (PrefixPattern pattern : settings.patterns()) {
      if (pattern.prefix().indexOf('$') < 0) {
        own.add(pattern.prefix());
      }
    }
    return own;
  }

  private static Set<String> known(PrefixSettings settings) {
    return settings.layout() == PrefixSettings.Layout.KUBERNETES
        ? KnownResources.named(settings.namespaces())
        : Set.of();
  }

  public String of(Key key) {
    return cache.get(key, mapper.leading(key), this::shown);
  }

  private String shown(Key key) {
    String prefix = mapper.prefix(key);
    return taken(prefix)
        ? String.format("\\x%02x%s", (int) prefix.charAt(0), prefix.substring(1))
        : prefix;
  }

  private static boolean taken(String prefix) {
    return prefix.equals(OTHER) || (prefix.startsWith("(") && FORMER.matcher(prefix).matches());
  }

  /** How many may have a name at a time, at least 10. */
  public int most() {
    return most;
  }

  /** Those that the user's patterns name, in their order: each keeps its name, as there is room. */
  public Set<String> own() {
    return own;
  }

  /** Whether it may be in any Kubernetes. */
  public boolean known(String prefix) {
    return known.contains(prefix);
  }

  /**
   * The name under which prefixes are summed that lost their name. Each number is a series of its
   * own: so its counter, which grows by what others had counted before, shows no rate.
   *
   * @param count how many there were, in the order in which they lost it
   */
  public static String former(long count) {
    return "(" + count + " former)";
  }
}
