/** From NOSPACE back to writable: the plan, the guards, and the steps. */
@NullMarked
package dev.etcdstorage.exporter.maintenance.recover;

import org.jspecify.annotations.NullMarked;
