/** The files in {@code deploy/}, on the real programs that read them. */
@NullMarked
package dev.etcdstorage.exporter.deploy;

import org.jspecify.annotations.NullMarked;
