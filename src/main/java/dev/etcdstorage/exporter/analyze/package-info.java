/**
 * What etcd keeps in a file of bbolt, read while nobody else writes it: which keys fill it, what of
 * them is live and what is history, and who wrote them. Only reads; of values it looks at nothing
 * but their length and, in Kubernetes' objects, at the names of those who wrote them.
 */
@NullMarked
package dev.etcdstorage.exporter.analyze;

import org.jspecify.annotations.NullMarked;
