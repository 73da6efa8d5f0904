/** The runbooks of {@code docs/runbooks}: their form, and their commands run on real clusters. */
@NullMarked
package dev.etcdstorage.exporter.runbooks;

import org.jspecify.annotations.NullMarked;
