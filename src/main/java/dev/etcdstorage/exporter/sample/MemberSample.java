package dev.etcdstorage.exporter.sample;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.Reason;
import java.util.Map;
import java.util.Optional;

/**
 * One member at one scrape.
 *
 * @param member its name, or {@code host:port} while that is unknown
 * @param defragmenting empty where it cannot be told: the member hangs and its metrics page is out
 *     of reach
 * @param errors failed calls by reason since this exporter began to watch the member
 * @param history how large its file was in the last hours, also of one that does not answer now
 */
public record MemberSample(
    String member,
    Endpoint endpoint,
    Outcome outcome,
    Optional<Boolean> defragmenting,
    Map<Reason, Long> errors,
    History history) {}
