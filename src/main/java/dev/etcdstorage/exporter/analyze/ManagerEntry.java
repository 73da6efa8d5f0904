package dev.etcdstorage.exporter.analyze;

import java.time.Instant;
import java.util.Optional;

/**
 * One entry of an object's {@code managedFields}.
 *
 * @param manager the writer, such as {@code kubelet}
 * @param operation {@code Update} or {@code Apply}
 * @param subresource that was written, such as {@code status}; mostly empty
 * @param time of its last write, to the second; some have none
 */
public record ManagerEntry(
    String manager, String operation, String subresource, Optional<Instant> time) {}
