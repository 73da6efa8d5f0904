/**
 * Access to the files that the user names: on threads of their own, in bounded time
 * (docs/adr/0014).
 */
@NullMarked
package dev.etcdstorage.exporter.files;

import org.jspecify.annotations.NullMarked;
