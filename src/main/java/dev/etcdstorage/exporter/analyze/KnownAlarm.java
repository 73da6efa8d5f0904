package dev.etcdstorage.exporter.analyze;

/**
 * An alarm that is up.
 *
 * @param memberId in hexadecimal
 * @param alarm NOSPACE or CORRUPT; else its number
 */
public record KnownAlarm(String memberId, String alarm) {}
