package dev.etcdstorage.exporter.status;

import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.keyspace.KeyspaceSample;
import dev.etcdstorage.exporter.keyspace.scan.ScanResult;
import dev.etcdstorage.exporter.keyspace.scan.ScanSample;
import dev.etcdstorage.exporter.keyspace.watch.WatchSample;
import dev.etcdstorage.exporter.keyspace.work.PartSample;
import dev.etcdstorage.exporter.metrics.Observed;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.sample.Quota;
import java.util.List;

/** The page at {@code /}: members with their verdict, the busiest prefixes and keys. */
public final class StatusPage {
  private static final int PREFIXES = 20;

  private StatusPage() {}

  /**
   * The page as HTML.
   *
   * @param paths to link to, in this order
   */
  public static String html(String version, List<Observed> clusters, List<String> paths) {
    Html page = new Html("etcd-storage-exporter");
    page.text("Version " + version);
    page.links(paths);
    for (Observed cluster : clusters) {
      page.heading(cluster.cluster().map(name -> "Cluster " + name).orElse("Cluster"));
      page.table(
          "Members",
          List.of("member", "size", "in use", "quota", "revision", "verdict"),
          cluster.sample().members().stream().map(member -> member(cluster, member)).toList());
      cluster.keyspace().ifPresent(keyspace -> keyspace(page, keyspace));
    }
    return page.end();
  }

  private static List<String> member(Observed cluster, MemberSample member) {
    if (!(member.outcome() instanceof Reached reached)) {
      return List.of(member.member(), "does not answer", "", "", "", "");
    }
    var status = reached.status();
    return List.of(
        member.member(),
        Amount.bytes(status.dbSizeBytes()),
        Amount.bytes(status.dbInUseBytes()),
        reached.quota().map(StatusPage::quota).orElse("unknown"),
        Long.toString(status.revision()),
        cluster.verdict(reached).label());
  }

  private static String quota(Quota quota) {
    return quota.disabled() ? "disabled" : Amount.bytes(quota.bytes());
  }

  private static void keyspace(Html page, KeyspaceSample keyspace) {
    keyspace.watch().ifPresent(watch -> page.text("Watch: " + state(watch.part())));
    keyspace.scan().ifPresent(scan -> page.text("Scan: " + state(scan.part())));
    keyspace.watch().ifPresent(watch -> watch(page, watch));
    keyspace
        .scan()
        .filter(ScanSample::fresh)
        .flatMap(ScanSample::last)
        .ifPresent(last -> scan(page, last));
  }

  private static String state(PartSample part) {
    return part.off()
        .map(reason -> "off, " + reason.label())
        .orElse(part.working() ? "works" : "waits for its turn or for a member");
  }

  private static void watch(Html page, WatchSample watch) {
    page.table(
        "Written since " + watch.since() + ", most bytes first",
        List.of("prefix", "puts", "deletes", "bytes"),
        Order.byWrittenBytes(watch.writes()).stream()
            .limit(PREFIXES)
            .map(
                entry ->
                    List.of(
                        entry.getKey(),
                        Long.toString(entry.getValue().puts()),
                        Long.toString(entry.getValue().deletes()),
                        Amount.bytes(entry.getValue().putBytes() + entry.getValue().deleteBytes())))
            .toList());
    page.table(
        "Keys put most often within the last hour or two",
        List.of("key", "prefix", "puts"),
        watch.hotKeys().stream()
            .map(
                hot ->
                    List.of(
                        hot.key().map(Key::toString).orElse("(hidden)"),
                        hot.prefix(),
                        Amount.between(hot.atLeast(), hot.atMost())))
            .toList());
  }

  private static void scan(Html page, ScanResult last) {
    page.table(
        "Alive at revision " + last.revision() + ", largest first",
        List.of("prefix", "keys", "versions", "bytes"),
        Order.byLiveBytes(last.prefixes()).stream()
            .limit(PREFIXES)
            .map(
                entry ->
                    List.of(
                        entry.getKey(),
                        Long.toString(entry.getValue().keys()),
                        Long.toString(entry.getValue().versions()),
                        last.values() ? Amount.bytes(entry.getValue().bytes()) : "unknown"))
            .toList());
  }
}
