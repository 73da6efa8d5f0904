/** What any test may need: one way to wait, a clock that does not move, files, HTTP. */
@NullMarked
package dev.etcdstorage.exporter.testkit.util;

import org.jspecify.annotations.NullMarked;
