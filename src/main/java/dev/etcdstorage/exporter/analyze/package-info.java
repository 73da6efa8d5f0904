/**
 * What etcd keeps in a bbolt file, read while nobody else writes it: which keys fill it, what of
 * them is live and what is history, and who wrote them. Only reads; of values it looks only at
 * their length and, in Kubernetes' objects, at the names of their writers.
 */
@NullMarked
package dev.etcdstorage.exporter.analyze;

import org.jspecify.annotations.NullMarked;
