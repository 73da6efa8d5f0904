package dev.etcdstorage.exporter.config;

/**
 * What a shard has of the clusters.
 *
 * @param shard with its index
 * @param clusters that are its own
 * @param ofClusters in the configuration
 */
public record ShardShare(Shard shard, int clusters, int ofClusters) {}
