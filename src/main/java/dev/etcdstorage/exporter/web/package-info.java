/** The HTTP server: exact routes, TLS, basic auth. */
@NullMarked
package dev.etcdstorage.exporter.web;

import org.jspecify.annotations.NullMarked;
