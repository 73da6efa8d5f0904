package dev.etcdstorage.exporter.analyze;

import dev.etcdstorage.exporter.bbolt.BoltFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One of several members that are down.
 *
 * @param named as it was given
 * @param analysis empty if the file cannot be used
 * @param why it cannot
 * @param wal where its WAL ends; empty where there is none
 * @param commonHash of the revisions that all members have; empty where there are none
 */
public record MemberFile(
    Path named,
    Optional<Analysis> analysis,
    Optional<String> why,
    Optional<WalEnd> wal,
    Optional<Integer> commonHash) {

  /** Reads it; an error is kept, not thrown. */
  static MemberFile read(Path named, Analyzer analyzer) throws IOException {
    Optional<WalEnd> wal = Optional.empty();
    try {
      DatabaseFile database = DatabaseFile.at(named);
      if (database.dataDir().isPresent()) {
        wal = WalReader.end(database.dataDir().get());
      }
      return new MemberFile(
          named,
          Optional.of(analyzer.analyze(database.file())),
          Optional.empty(),
          wal,
          Optional.empty());
    } catch (BoltFileException e) {
      return new MemberFile(
          named,
          Optional.empty(),
          Optional.of(String.valueOf(e.getMessage())),
          wal,
          Optional.empty());
    }
  }

  /** The last entry that is applied in the file; 0 if unknown. */
  public long appliedIndex() {
    return analysis.map(each -> each.facts().consistentIndex().orElse(0)).orElse(0L);
  }

  MemberFile with(int hash) {
    return new MemberFile(named, analysis, why, wal, Optional.of(hash));
  }

  /** The last entry known to be committed, from the file or from the WAL beside it. */
  long furthestIndex() {
    return Math.max(appliedIndex(), wal.map(WalEnd::commitIndex).orElse(0L));
  }
}
