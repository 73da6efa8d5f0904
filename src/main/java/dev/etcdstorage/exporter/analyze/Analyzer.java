package dev.etcdstorage.exporter.analyze;

import dev.etcdstorage.exporter.bbolt.BoltBucket;
import dev.etcdstorage.exporter.bbolt.BoltFile;
import dev.etcdstorage.exporter.bbolt.BoltFileException;
import dev.etcdstorage.exporter.bbolt.CensusTaker;
import dev.etcdstorage.exporter.bbolt.PageCensus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads one file, and finds what fills it. */
public final class Analyzer {
  private static final String CHANGED =
      "it changed while it was read, so a program has it open; analyze a snapshot (--endpoints URL takes"
          + " one, etcdctl snapshot save too), or stop that member first";

  private final AnalyzeSettings settings;
  private final AnalyzeProgress progress;
  private final Set<Long> watched;

  public Analyzer(AnalyzeSettings settings, AnalyzeProgress progress) {
    this(settings, progress, Set.of());
  }

  private Analyzer(AnalyzeSettings settings, AnalyzeProgress progress, Set<Long> watched) {
    this.settings = settings;
    this.progress = progress;
    this.watched = watched;
  }

  /** The same, but also sums these keys, given by their fingerprints. */
  Analyzer watching(Set<Long> fingerprints) {
    return new Analyzer(settings, progress, Set.copyOf(fingerprints));
  }

  /**
   * Reads the file.
   *
   * @throws BoltFileException if it is not a database of etcd, or damaged, or open in another
   *     process
   * @throws IOException if it cannot be read
   */
  public Analysis analyze(Path file) throws IOException {
    OpenElsewhere.refuse(file, OpenElsewhere.LOCKS);
    try (BoltFile bolt = BoltFile.open(file)) {
      try {
        Analysis analysis = analyze(file, bolt);
        if (!bolt.unchanged()) {
          throw new BoltFileException(CHANGED);
        }
        return analysis;
      } catch (BoltFileException e) {
        throw bolt.unchanged() ? e : new BoltFileException(CHANGED);
      } catch (InternalError e) {
        // Java's error for a mapped page that the file no longer has, or that the disk cannot read.
        throw (IOException)
            new BoltFileException("a page of it cannot be read: " + e.getMessage()).initCause(e);
      }
    }
  }

  private Analysis analyze(Path file, BoltFile bolt) throws IOException {
    boolean snapshot = SnapshotDigest.isExpected(bolt.fileBytes());
    try (DigestThread digest = DigestThread.start(bolt, snapshot)) {
      KeyScan scan = new KeyScan(settings);
      ContentPass content =
          new ContentPass(bolt.meta().end(), bolt.meta().pageSize(), scan, progress);
      PageCensus pages = CensusTaker.take(bolt, content);
      BoltBucket keys = content.keys().orElseThrow(Analyzer::notEtcds);
      OldVersions.refuse(content.facts());
      ScannedKeys scanned = scan.end(bolt, keys, content.keyElements(), progress);
      KeySums total = scanned.prefixes().total();
      long defragmented = content.defragmentedBytes();
      KeyRows rows = new KeyRows(settings, scanned);
      KeyDetails details =
          new KeyDetails(bolt, scanned, rows.prefixes(), rows.shownPrefixes(), watched);
      long compacted = details.read(content.buckets());
      digest.end();
      return new Analysis(
          file,
          bolt.fileBytes(),
          snapshot,
          pages,
          FileParts.of(pages, total),
          new Forecast(defragmented, compacted),
          content.facts(),
          content.hash(),
          content.elements(),
          settings.by(),
          total,
          rows.rows(details),
          rows.mayLackBytes(),
          rows.shown(scanned.mostVersions(), details),
          rows.shown(scanned.mostHistory(), details),
          rows.shown(scanned.largestLive(), details),
          details.timeline(),
          details.sumsOf(watched),
          notes(bolt));
    }
  }

  private static BoltFileException notEtcds() {
    return new BoltFileException("it is a bbolt database, but not etcd's: it has no bucket key");
  }

  private static List<String> notes(BoltFile bolt) {
    List<String> notes = new ArrayList<>();
    Optional<String> damage = bolt.damage();
    damage.ifPresent(
        what -> notes.add(what + "; the other one is used, as etcd does, from a commit before"));
    return notes;
  }
}
