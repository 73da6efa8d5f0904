/** Pure arithmetic on measurements. No I/O, and no clock but the one passed in. */
@NullMarked
package dev.etcdstorage.exporter.storage;

import org.jspecify.annotations.NullMarked;
