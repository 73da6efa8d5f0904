/** The only place that knows metric names: one catalogue, one collector per family group. */
@NullMarked
package dev.etcdstorage.exporter.metrics;

import org.jspecify.annotations.NullMarked;
