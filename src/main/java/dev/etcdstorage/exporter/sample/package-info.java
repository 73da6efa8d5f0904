/** Asks the members at scrape time, all at once, within one deadline. */
@NullMarked
package dev.etcdstorage.exporter.sample;

import org.jspecify.annotations.NullMarked;
