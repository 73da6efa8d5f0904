/** Everything known of a cluster at one moment: members, keys and maintenance together. */
@NullMarked
package dev.etcdstorage.exporter.observe;

import org.jspecify.annotations.NullMarked;
