/** What {@code analyze} prints: for a terminal and as JSON. */
@NullMarked
package dev.etcdstorage.exporter.report.analyze;

import org.jspecify.annotations.NullMarked;
