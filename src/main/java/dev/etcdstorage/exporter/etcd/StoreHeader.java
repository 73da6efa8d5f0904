package dev.etcdstorage.exporter.etcd;

/**
 * Which store answered, and how far it was ({@code ResponseHeader}).
 *
 * @param clusterId unsigned
 * @param memberId unsigned
 * @param revision the store's revision when it answered
 */
public record StoreHeader(long clusterId, long memberId, long revision) {}
