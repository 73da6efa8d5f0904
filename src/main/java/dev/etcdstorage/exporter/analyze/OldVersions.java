package dev.etcdstorage.exporter.analyze;

import dev.etcdstorage.exporter.bbolt.BoltFileException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Refuses files of etcd before 3.4, which were never tried. */
final class OldVersions {
  private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})\\..*");
  private static final int MAJOR = 3;
  private static final int MINOR = 4;

  private OldVersions() {}

  static void refuse(StoreFacts facts) throws BoltFileException {
    Optional<String> version = facts.clusterVersion();
    Matcher parts = VERSION.matcher(version.orElse(""));
    if (parts.matches()) {
      int major = Integer.parseInt(parts.group(1));
      int minor = Integer.parseInt(parts.group(2));
      if (major < MAJOR || (major == MAJOR && minor < MINOR)) {
        throw new BoltFileException(
            "it is of a cluster at version "
                + version.get()
                + " of etcd; 3.4 is the oldest supported");
      }
    }
  }
}
