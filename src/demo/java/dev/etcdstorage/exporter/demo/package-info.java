/** What {@code ./run} shows: a life like a small Kubernetes cluster's. */
@NullMarked
package dev.etcdstorage.exporter.demo;

import org.jspecify.annotations.NullMarked;
