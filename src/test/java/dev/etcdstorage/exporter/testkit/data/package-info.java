/** What tests read and write: manifests, certificates, pages, a load. */
@NullMarked
package dev.etcdstorage.exporter.testkit.data;

import org.jspecify.annotations.NullMarked;
