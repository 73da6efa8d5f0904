package dev.etcdstorage.exporter.keyspace.prefix;

import dev.etcdstorage.exporter.config.PrefixPattern;
import dev.etcdstorage.exporter.config.PrefixSettings;
import dev.etcdstorage.exporter.etcd.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The bounded set of prefixes of one cluster, which its watch and its scan share. Once admitted, a
 * prefix stays; what comes after the bound is {@link #OTHER}, so that sums stay exact.
 *
 * <p>There is room kept for the user's own prefixes and for the resources that every Kubernetes
 * has, so that all exporters of a cluster admit these, in whatever order they see the keys. The
 * rest is first come, first served.
 *
 * <p>A key may well be called {@code other}. It is shown as {@code \x6fther}, with an escape as any
 * byte may have one; no other key can be shown so, since a backslash is escaped itself.
 */
public final class Prefixes {
  /** The prefix of keys that found no room. */
  public static final String OTHER = "other";

  private static final String KEY_CALLED_OTHER = "\\x6fther";

  private final PrefixMapper mapper;
  private final AdmittedPrefixes admitted;
  private final PrefixCache cache;

  public Prefixes(PrefixSettings settings) {
    this(settings, false);
  }

  /**
   * @param hideKeys no prefix may be a key from end to end, but one that the user's own patterns
   *     make of it
   */
  public Prefixes(PrefixSettings settings, boolean hideKeys) {
    mapper = mapper(settings, hideKeys);
    admitted = new AdmittedPrefixes(settings.most(), reserved(settings));
    cache = new PrefixCache(settings.most());
  }

  /** What the settings say, without the bound. */
  static PrefixMapper mapper(PrefixSettings settings, boolean hideKeys) {
    PrefixMapper depth = new DepthPrefix(settings.depth());
    PrefixMapper layout =
        switch (settings.layout()) {
          case KUBERNETES -> new KubernetesPrefix(settings.roots(), settings.namespaces(), depth);
          case DEPTH -> depth;
        };
    PrefixMapper shown =
        hideKeys ? new WithoutWholeKeys(layout, Set.copyOf(reserved(settings))) : layout;
    return settings.patterns().isEmpty() ? shown : new PatternPrefix(settings.patterns(), shown);
  }

  private static List<String> reserved(PrefixSettings settings) {
    List<String> reserved = new ArrayList<>();
    for (PrefixPattern pattern : settings.patterns()) {
      if (pattern.prefix().indexOf('$') < 0) {
        reserved.add(pattern.prefix());
      }
    }
    if (settings.layout() == PrefixSettings.Layout.KUBERNETES) {
      reserved.addAll(KnownResources.named(settings.namespaces()));
    }
    return reserved;
  }

  /** The admitted prefix of a key; the same instance each time. */
  public String of(Key key) {
    return cache.get(key, mapper.leading(key), this::admit);
  }

  private String admit(Key key) {
    String prefix = mapper.prefix(key);
    return admitted.admit(prefix.equals(OTHER) ? KEY_CALLED_OTHER : prefix);
  }
}
