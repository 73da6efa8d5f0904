/** Text from elsewhere, made safe to show. */
@NullMarked
package dev.etcdstorage.exporter.text;

import org.jspecify.annotations.NullMarked;
