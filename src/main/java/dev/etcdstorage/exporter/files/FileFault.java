package dev.etcdstorage.exporter.files;

import java.nio.file.Path;
import java.time.Instant;

/**
 * A file in use that cannot be read or used at the moment; what was read before stays in use.
 *
 * @param since when that was first seen
 * @param why one line that names the file and holds nothing of its content
 */
public record FileFault(Path file, Instant since, String why) {}
