/** What a person reads at {@code /} and a script at {@code /api/v1/status}. Pure. */
@NullMarked
package dev.etcdstorage.exporter.status;

import org.jspecify.annotations.NullMarked;
