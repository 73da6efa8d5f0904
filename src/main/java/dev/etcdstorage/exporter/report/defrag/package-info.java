/** What {@code defrag} prints. */
@NullMarked
package dev.etcdstorage.exporter.report.defrag;

import org.jspecify.annotations.NullMarked;
