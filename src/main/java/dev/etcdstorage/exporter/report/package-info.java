/** Where lines for a person go, on a terminal or in a file. */
@NullMarked
package dev.etcdstorage.exporter.report;

import org.jspecify.annotations.NullMarked;
