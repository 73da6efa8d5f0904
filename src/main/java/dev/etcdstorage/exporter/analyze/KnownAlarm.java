package dev.etcdstorage.exporter.analyze;

/**
 * A raised alarm.
 *
 * @param memberId in hexadecimal
 * @param alarm NOSPACE or CORRUPT; else its number
 */
public record KnownAlarm(String memberId, String alarm) {}
