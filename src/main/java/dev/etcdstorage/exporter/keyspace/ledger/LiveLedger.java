package dev.etcdstorage.exporter.keyspace.ledger;

import dev.etcdstorage.exporter.etcd.KeyEntry;
import dev.etcdstorage.exporter.etcd.KeyEvent;
import dev.etcdstorage.exporter.keyspace.scan.Live;
import dev.etcdstorage.exporter.keyspace.scan.ScanListener;
import dev.etcdstorage.exporter.keyspace.scan.ScanResult;
import dev.etcdstorage.exporter.keyspace.watch.WriteListener;
import dev.etcdstorage.exporter.storage.LiveFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What lives between two scans: what the last scan found at its revision, and what the events after
 * that revision changed. Also what they made history of ({@link Superseded}).
 *
 * <p>A scan reads at the revision that the ledger has reached when the first page is requested.
 * From then on events are counted a second time, so that when the scan ends, minutes later, its
 * result gets the events after it and no other.
 *
 * <p>Nothing is invented for a missed revision: the ledger is then no longer right, the live data
 * is again what the last scan found, and another scan is requested. The same holds if the stream
 * broke within a revision whose events had been counted in part and will come again. Another scan
 * is also requested, once, if a compaction overtook the last one: it may lack keys.
 */
public final class LiveLedger implements WriteListener, ScanListener {
  /** The part of the live bytes that may be guessed before a scan should come early. */
  static final double GUESSED = 0.1;

  /** Keys for the page model to find the overhead of young keys, in a few milliseconds. */
  private static final int MODELLED = 1 << 13;

  private final int most;
  private final KnownSizes sizes;
  private final Superseded superseded = new Superseded();
  private boolean following;

  /** The revision of the last event; 0 while there is no account. */
  private long reached;

  /** The last revision of which all events have come. */
  private long complete;

  private Optional<ScanResult> base = Optional.empty();

  /** A compaction overtook the last scan, and not the one before: the next may well be exact. */
  private boolean overtaken;

  private Optional<Changes> sinceBase = Optional.empty();
  private Optional<Changes> sinceNext = Optional.empty();

  /**
   * @param most prefixes may have a name
   */
  public LiveLedger(int most) {
    this(most, new KnownSizes());
  }

  LiveLedger(int most, KnownSizes sizes) {
    this.most = most;
    this.sizes = sizes;
  }

  @Override
  public synchronized void opened(long next) {
    reached = next - 1;
    lose();
  }

  @Override
  public synchronized void following(boolean yes) {
    following = yes;
  }

  @Override
  public synchronized void written(KeyEvent event, String prefix) {
    if (event.revision() - 1 > reached) {
      leftOut(event.revision());
    }
    reached = event.revision();
    long hash = event.key().longHash();
    int at = sizes.find(hash);
    // The scan may have read the key after it was deleted: that says nothing about a new one.
    int before = event.version() == 1 ? -1 : at;
    if (sinceBase.isPresent()) {
      sinceBase.get().add(event, prefix, sizes, before);
    }
    if (sinceNext.isPresent()) {
      sinceNext.get().add(event, prefix, sizes, before);
    }
    if (event.version() != 1) {
      supersede(event, prefix, before);
    }
    if (!event.delete()) {
      int size = event.key().length() + event.valueBytes();
      sizes.put(at, hash, event.revision(), size, event.version());
    } else if (at >= 0) {
      sizes.remove(at);
    }
  }

  private void supersede(KeyEvent event, String prefix, int at) {
    long bytes = at >= 0 ? sizes.size(at) : guess(event, prefix);
    superseded.version(event.revision(), bytes + KnownSizes.STORED_OVERHEAD);
    if (event.delete()) {
      superseded.tombstone(event.revision(), event.key().length());
    }
  }

  /** As large as its prefix's keys at the scan; if there were none, as what replaces it. */
  private long guess(KeyEvent event, String prefix) {
    Live then =
        base.isPresent() ? base.get().prefixes().getOrDefault(prefix, Live.NONE) : Live.NONE;
    return then.keys() > 0
        ? then.bytes() / then.keys()
        : (long) event.key().length() + event.valueBytes();
  }

  @Override
  public synchronized void settled() {
    complete = reached;
  }

  @Override
  public synchronized void dropped() {
    if (reached > complete) {
      reached = complete;
      lose();
    }
  }

  @Override
  public synchronized void leftOut(long next) {
    if (next - 1 > reached) {
      reached = next - 1;
      lose();
    }
  }

  @Override
  public synchronized void forgotten() {
    reached = 0;
    base = Optional.empty();
    lose();
  }

  private void lose() {
    complete = reached;
    sinceBase = Optional.empty();
    sinceNext = Optional.empty();
    sizes.clear();
    superseded.restart(reached);
  }

  @Override
  public synchronized long begins() {
    sinceNext = following ? Optional.of(new Changes(reached, most)) : Optional.empty();
    return following ? reached : 0;
  }

  @Override
  public synchronized void read(List<KeyEntry> entries) {
    // A write after the scan's revision whose size is lost may be of one of these keys.
    if (sinceNext.isEmpty() || sizes.newestLost() > sinceNext.get().since()) {
      return;
    }
    for (KeyEntry entry : entries) {
      long hash = entry.key().longHash();
      if (sizes.find(hash) < 0) {
        int size = (int) Math.min(Integer.MAX_VALUE, entry.bytes());
        sizes.put(-1, hash, entry.modRevision(), size, entry.version());
      }
    }
  }

  @Override
  public synchronized void finished(ScanResult result) {
    overtaken = !result.exact() && base.map(ScanResult::exact).orElse(true);
    base = Optional.of(result);
    sinceBase = sinceNext.filter(changes -> changes.since() == result.revision());
    sinceNext = Optional.empty();
  }

  @Override
  public synchronized boolean drifted() {
    return following && base.isPresent() && (mayLack() || guessesMuch(live(base.get())));
  }

  /** Whether the last scan did not find everything, or may not have what was written since. */
  private boolean mayLack() {
    return sinceBase.isEmpty() || overtaken;
  }

  private static boolean guessesMuch(LiveNow live) {
    return live.values() && live.guessedBytes() > GUESSED * live.total().bytes();
  }

  /**
   * The live data, brought forward from this scan if it is the last one; otherwise what it found.
   */
  public synchronized LiveNow live(ScanResult scan) {
    return base.filter(scan::equals)
        .flatMap(last -> sinceBase)
        .map(changes -> after(scan, changes))
        .orElseGet(() -> LiveNow.of(scan, following));
  }

  private LiveNow after(ScanResult scan, Changes changes) {
    Map<String, Live> now = changes.after(scan.prefixes());
    long guessed = scan.values() ? changes.guessedBytes(scan.prefixes()) : 0;
    Live total = now.values().stream().reduce(Live.NONE, Live::plus);
    OptionalLong file =
        scan.fileBytes().isEmpty()
            ? OptionalLong.empty()
            : OptionalLong.of(fileBytes(scan, total, changes));
    return new LiveNow(
        reached,
        true,
        following && mayLack(),
        scan.exact(),
        scan.values(),
        now,
        guessed,
        file,
        superseded.now(reached));
  }

  /** Old keys have the overhead that the scan found, young ones their own. */
  private long fileBytes(ScanResult scan, Live total, Changes changes) {
    Live then = scan.total();
    double old =
        then.keys() == 0
            ? 0
            : (double) (scan.fileBytes().orElse(0) - LiveFile.EMPTY_BYTES - then.bytes())
                / then.keys();
    long young = Math.max(0, Math.min(changes.young(), total.keys()));
    double ofYoung = young == 0 ? 0 : sizes.overheadSince(changes.since(), MODELLED);
    double overhead = old * (total.keys() - young) + ofYoung * young;
    return LiveFile.EMPTY_BYTES + total.bytes() + Math.round(overhead);
  }
}
