/** What the user wrote, as records that validate themselves; the only reader of YAML. */
@NullMarked
package dev.etcdstorage.exporter.config;

import org.jspecify.annotations.NullMarked;
