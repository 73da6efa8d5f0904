package dev.etcdstorage.exporter.status;

import dev.etcdstorage.exporter.config.ShardShare;
import dev.etcdstorage.exporter.files.FileFault;
import dev.etcdstorage.exporter.observe.Observed;
import dev.etcdstorage.exporter.text.Amount;
import dev.etcdstorage.exporter.text.OwnCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a page says besides the clusters.
 *
 * @param version of the exporter
 * @param now when it is made
 * @param refresh how often a browser requests it again; zero for never
 * @param paths to link to, in this order
 * @param unusableFiles files of this exporter that cannot be used at the moment
 * @param share which part of the clusters are on it; empty if all are
 * @param own how to call this program for the cluster of this name
 */
public record PageFrame(
    String version,
    Instant now,
    Duration refresh,
    List<String> paths,
    List<FileFault> unusableFiles,
    Optional<ShardShare> share,
    Function<Optional<String>, OwnCommand> own) {

  /** The whole line of a command, to be pasted. */
  String command(Observed cluster, String command) {
    return own.apply(cluster.cluster()).line(command);
  }

  /** One sentence a file, without a full stop. */
  List<String> fileFaults() {
    return unusableFiles.stream()
        .map(
            fault ->
                "Since "
                    + Amount.moment(fault.since())
                    + " a file cannot be used, and what was read of it before stays in use: "
                    + fault.why())
        .toList();
  }

  /** One sentence, without a full stop; empty if all clusters are on the page. */
  Optional<String> shard() {
    return share.map(
        own ->
            "Shard "
                + own.shard()
                + " (shards count from 0): "
                + own.clusters()
                + " of the "
                + own.ofClusters()
                + " clusters in the configuration");
  }

  /** Whether this shard has no clusters. */
  boolean emptyShard() {
    return share.filter(own -> own.clusters() == 0).isPresent();
  }

  private static final Duration SHORTEST = Duration.ofSeconds(30);

  /** The refresh interval where members may take this long: twice that, but not too often. */
  public static Duration refreshFor(Duration timeout) {
    Duration twice = timeout.multipliedBy(2);
    return twice.compareTo(SHORTEST) > 0 ? twice : SHORTEST;
  }
}
