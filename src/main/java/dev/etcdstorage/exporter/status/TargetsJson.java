package dev.etcdstorage.exporter.status;

import dev.etcdstorage.exporter.text.JsonText;
import java.util.List;

/**
 * The answer of {@code /api/v1/targets}: the clusters for Prometheus' HTTP service discovery, each
 * a target of its own, so that several Prometheus servers can share them. See
 * docs/many-clusters.md.
 */
public final class TargetsJson {
  private TargetsJson() {}

  /**
   * The whole document. The label {@code instance} is the cluster's name, since all have the same
   * address. The scheme is the scrape job's.
   *
   * @param address {@code host:port} of this exporter, as the client reaches it
   * @param path of the page that takes a target
   * @param clusters by name
   */
  public static String of(String address, String path, List<String> clusters) {
    return JsonText.list(
        clusters,
        (json, cluster) ->
            json.strings("targets", List.of(address))
                .object(
                    "labels",
                    labels ->
                        labels
                            .field("__metrics_path__", path)
                            .field("__param_target", cluster)
                            .field("instance", cluster)));
  }
}
