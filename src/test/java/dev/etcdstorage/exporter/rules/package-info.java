/** The alert rules: what they are made from, and that each of them is tested. */
@NullMarked
package dev.etcdstorage.exporter.rules;

import org.jspecify.annotations.NullMarked;
