package dev.etcdstorage.exporter.config;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which clusters of a configuration that several exporters share belong to this one, by their names
 * (docs/adr/0019-shards.md).
 *
 * @param index from 0; empty if the host's name is still to determine it
 * @param total how many exporters share the clusters
 */
public record Shard(OptionalInt index, int total) {
  /** A larger fleet is most likely a typing error. */
  private static final int MOST = 1000;

  private static final String AUTO = "auto";
  private static final Pattern TEXT = Pattern.compile("(auto|[0-9]{1,9})/([0-9]{1,9})");
  private static final Pattern ORDINAL = Pattern.compile(".*-([0-9]{1,3})");

  public Shard {
    if (total < 1 || total > MOST) {
      throw new SettingException("shard", "TOTAL must be from 1 to " + MOST + ", not " + total);
    }
    if (index.isPresent() && index.getAsInt() >= total) {
      throw new SettingException(
          "shard",
          "INDEX counts from 0, so of "
              + total
              + " the last is "
              + (total - 1)
              + ", not "
              + index.getAsInt());
    }
  }

  /**
   * Reads {@code INDEX/TOTAL}, or {@code auto/TOTAL} if the host's name has the index.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  public static Shard parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not INDEX/TOTAL, such as 0/4, and not auto/TOTAL");
    }
    String index = matcher.group(1);
    return new Shard(
        index.equals(AUTO) ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(index)),
        Integer.parseInt(matcher.group(2)));
  }

  /**
   * The same with an index. An ordinal beyond the last is that of a pod that is about to go, or of
   * one that started before the others knew the new total: it is the last shard of as many as there
   * are with it. What it watches then are the clusters that it had or will have, so that none is
   * without an exporter meanwhile.
   *
   * @param host its name, such as that of a StatefulSet's pod; only used if the index is not given
   * @throws SettingException if it is needed and has no index
   */
  public Shard at(String host) {
    if (index.isPresent()) {
      return this;
    }
    Matcher matcher = ORDINAL.matcher(host);
    if (!matcher.matches()) {
      throw new SettingException(
          "shard",
          "auto takes the index from a host name that ends in -0 to -999, as those of a StatefulSet's"
              + " pods do, and this host is \""
              + host
              + "\"; write INDEX/TOTAL");
    }
    int ordinal = Integer.parseInt(matcher.group(1));
    return new Shard(OptionalInt.of(ordinal), Math.max(total, ordinal + 1));
  }

  /**
   * Whether the cluster of this name belongs to this shard. Of all shards of one total exactly one
   * has it, and with one shard more it stays or moves to the new one (jump consistent hash).
   */
  public boolean has(String cluster) {
    return indexOf(cluster, total) == index.orElseThrow();
  }

  /** The index of the shard that has this cluster. */
  static int indexOf(String cluster, int total) {
    return Hashing.consistentHash(
        Hashing.sha256().hashString(cluster, StandardCharsets.UTF_8), total);
  }

  /** Whether this cluster belongs to this shard; one without a name belongs to none. */
  boolean has(ClusterConfig cluster) {
    return cluster.name().filter(this::has).isPresent();
  }

  /** As users write it. */
  @Override
  public String toString() {
    return (index.isPresent() ? String.valueOf(index.getAsInt()) : AUTO) + "/" + total;
  }
}
