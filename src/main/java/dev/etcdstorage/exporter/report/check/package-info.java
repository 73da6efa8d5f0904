/** What {@code check} prints. */
@NullMarked
package dev.etcdstorage.exporter.report.check;

import org.jspecify.annotations.NullMarked;
