/**
 * What deploy/kubernetes installs, on a real control plane: every class has the tag {@code
 * kubernetes}, and they share one.
 */
@NullMarked
package dev.etcdstorage.exporter.kubernetes;

import org.jspecify.annotations.NullMarked;
