/** The back end of SLF4J: one line an event to stderr, logfmt or JSON. */
@NullMarked
package dev.etcdstorage.exporter.log;

import org.jspecify.annotations.NullMarked;
