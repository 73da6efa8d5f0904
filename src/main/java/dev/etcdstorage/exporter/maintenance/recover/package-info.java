/** From NOSPACE back to writable: the plan, the guards, and one step after the other. */
@NullMarked
package dev.etcdstorage.exporter.maintenance.recover;

import org.jspecify.annotations.NullMarked;
