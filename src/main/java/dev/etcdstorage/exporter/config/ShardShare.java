package dev.etcdstorage.exporter.config;

/**
 * A shard's part of the clusters.
 *
 * @param shard with its index
 * @param clusters number of its own
 * @param ofClusters number in the configuration
 */
public record ShardShare(Shard shard, int clusters, int ofClusters) {}
