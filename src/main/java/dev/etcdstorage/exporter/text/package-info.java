/** How numbers, tables and text from elsewhere are written for a person or a program. */
@NullMarked
package dev.etcdstorage.exporter.text;

import org.jspecify.annotations.NullMarked;
