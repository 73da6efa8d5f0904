/** What any test may need: one way to wait, time that stands still, files, HTTP. */
@NullMarked
package dev.etcdstorage.exporter.testkit.util;

import org.jspecify.annotations.NullMarked;
