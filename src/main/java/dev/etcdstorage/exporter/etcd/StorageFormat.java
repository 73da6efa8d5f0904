package dev.etcdstorage.exporter.etcd;

import java.util.Optional;

/**
 * The format of a member's data, which its Status reports from etcd 3.6 on. A member writes the
 * format of the oldest member of its cluster, so that each can still read it.
 *
 * @param version {@code storageVersion} (field 11 of {@code StatusResponse}), such as 3.5.0: it
 *     rises some time after the last member was upgraded, and falls when a downgrade is enabled;
 *     empty where it is not reported
 * @param downgradeTarget {@code downgradeInfo} (field 13): the version that the members may be
 *     downgraded to, while that is enabled; empty if it is not, or not reported
 */
public record StorageFormat(Optional<String> version, Optional<String> downgradeTarget) {
  /** Of a member before 3.6. */
  public static final StorageFormat UNKNOWN = new StorageFormat(Optional.empty(), Optional.empty());

  /**
   * Whether the format is older than the line of etcd that runs.
   *
   * @param server its version
   */
  public boolean behind(String server) {
    Optional<EtcdVersion> runs = EtcdVersion.parse(server);
    Optional<EtcdVersion> keeps = version.flatMap(EtcdVersion::parse);
    return runs.isPresent() && keeps.isPresent() && keeps.get().isOfAnOlderLineThan(runs.get());
  }
}
