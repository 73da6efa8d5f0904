/** The image, run by a real container engine through Testcontainers. */
@NullMarked
package dev.etcdstorage.exporter.image;

import org.jspecify.annotations.NullMarked;
