/** One look at clusters for a person or a monitoring system: findings, their severity, a report. */
@NullMarked
package dev.etcdstorage.exporter.check;

import org.jspecify.annotations.NullMarked;
