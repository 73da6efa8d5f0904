@NullMarked
package dev.etcdstorage.exporter.report.recover;

import org.jspecify.annotations.NullMarked;
