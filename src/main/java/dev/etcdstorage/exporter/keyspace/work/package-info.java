/** What the watch and the scan share: the choice of members, their turns, and why they stop. */
@NullMarked
package dev.etcdstorage.exporter.keyspace.work;

import org.jspecify.annotations.NullMarked;
