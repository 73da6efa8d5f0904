package dev.etcdstorage.exporter.etcd;

/**
 * Why there is no answer.
 *
 * @param detail one line for the log, without secrets
 */
public record Failure(Reason reason, String detail) {}
