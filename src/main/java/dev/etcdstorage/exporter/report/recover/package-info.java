/** What {@code recover} prints, and its audit file. */
@NullMarked
package dev.etcdstorage.exporter.report.recover;

import org.jspecify.annotations.NullMarked;
