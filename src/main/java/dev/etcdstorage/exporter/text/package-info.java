/** How to write numbers, tables and text from elsewhere for a person or a program. */
@NullMarked
package dev.etcdstorage.exporter.text;

import org.jspecify.annotations.NullMarked;
