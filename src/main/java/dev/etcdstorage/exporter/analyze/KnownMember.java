package dev.etcdstorage.exporter.analyze;

import java.util.List;

/**
 * A member as the file lists it.
 *
 * @param id in hexadecimal, as etcd writes it
 * @param name empty if it never started
 * @param learner without a vote
 */
public record KnownMember(String id, String name, List<String> peerUrls, boolean learner) {}
