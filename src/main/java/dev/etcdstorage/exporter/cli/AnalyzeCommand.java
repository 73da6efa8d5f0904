package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.analyze.Analysis;
import dev.etcdstorage.exporter.analyze.AnalyzeSettings;
import dev.etcdstorage.exporter.analyze.Analyzer;
import dev.etcdstorage.exporter.analyze.DatabaseFile;
import dev.etcdstorage.exporter.analyze.FileGrowth;
import dev.etcdstorage.exporter.analyze.MembersCompared;
import dev.etcdstorage.exporter.cli.AnalyzeOptions.AnalyzeOutput;
import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.report.ConsoleLines;
import dev.etcdstorage.exporter.report.analyze.AnalysisHtml;
import dev.etcdstorage.exporter.report.analyze.AnalysisJson;
import dev.etcdstorage.exporter.report.analyze.AnalysisText;
import dev.etcdstorage.exporter.report.analyze.AnalyzeLines;
import dev.etcdstorage.exporter.report.analyze.FileGrowthJson;
import dev.etcdstorage.exporter.report.analyze.FileGrowthText;
import dev.etcdstorage.exporter.report.analyze.MembersJson;
import dev.etcdstorage.exporter.report.analyze.MembersText;
import dev.etcdstorage.exporter.text.Visible;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.event.Level;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What fills a file of etcd, from the file itself. */
@Command(
    name = "analyze",
    description =
        "Read a snapshot, a database file (member/snap/db) or the data directory of a stopped member,"
            + " and say what fills it and who wrote it: live data, history and free pages, by prefix"
            + " and by key. Several files: say which member to restore from. With --endpoints it"
            + " takes a snapshot of a follower first. Reads only; shows no values. Exit codes: 0"
            + " done, 1 not readable or no etcd database, 2 wrong usage.")
final class AnalyzeCommand implements Callable<Integer> {
  private final PrintStream out;
  private final PrintStream err;
  private final InstantSource clock;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description = "A snapshot, a database file, or a data directory; none with --endpoints.")
  private List<Path> files = List.of();

  @Mixin private final AnalyzeOptions options = new AnalyzeOptions();

  @SuppressWarnings("NullAway.Init") // picocli sets it
  @Spec
  private CommandSpec spec;

  @Mixin private final EtcdOptions etcd = new EtcdOptions();
  @Mixin private final TargetOption config = new TargetOption();
  @Mixin private final LogOptions log = new LogOptions(Level.ERROR);

  AnalyzeCommand(PrintStream out, PrintStream err, InstantSource clock) {
    this.out = out;
    this.err = err;
    this.clock = clock;
  }

  @Override
  public Integer call() throws InterruptedException {
    log.apply(err);
    AnalyzeSettings settings = options.settings();
    check();
    try (AnalyzeLines lines = lines()) {
      if (!files.isEmpty()) {
        print(
            files.size() == 1 ? ofFile(files.get(0), settings, lines) : ofMembers(settings, lines),
            lines);
      } else {
        try (AnalyzedSnapshot snapshot =
            AnalyzedSnapshot.take(cluster(), options.snapshotFile(), clock, lines)) {
          print(ofFile(snapshot.file(), settings, lines), lines);
        }
      }
      return 0;
    } catch (IOException e) {
      err.println("error: " + Visible.text(String.valueOf(e.getMessage())));
      return 1;
    }
  }

  private ClusterConfig cluster() {
    return config
        .loadOne(spec, ConfigFileOption.flagsOf(spec, options))
        .map(all -> all.clusters().get(0))
        .orElseGet(etcd::cluster);
  }

  private void check() {
    if (files.isEmpty() && !etcd.given() && config.file(spec).isEmpty()) {
      throw new UsageException(
          "a file is missing: a snapshot, a database file or a data directory; or --endpoints URL to take"
              + " a snapshot of a running member");
    }
    // etcdctl's variables may name endpoints; a named file takes precedence.
    if (files.size() > 1 && options.before().isPresent()) {
      throw new UsageException("--compare takes one earlier file and one FILE");
    }
    if (!files.isEmpty() && options.snapshotFile().isPresent()) {
      throw new UsageException("--snapshot-file needs --endpoints, and cannot be used with a FILE");
    }
    boolean page = options.output() == AnalyzeOutput.HTML;
    if (page && (files.size() > 1 || options.before().isPresent())) {
      throw new UsageException("--output html is for one file; take text or json");
    }
  }

  private String ofFile(Path named, AnalyzeSettings settings, AnalyzeLines lines)
      throws IOException {
    Path file = database(named);
    if (options.before().isPresent()) {
      return ofGrowth(database(options.before().get()), file, settings, lines);
    }
    Analysis analysis = told(named, () -> new Analyzer(settings, lines).analyze(file));
    return switch (options.output()) {
      case TEXT -> AnalysisText.of(analysis);
      case JSON -> AnalysisJson.of(Version.current(), now(), analysis);
      case HTML -> AnalysisHtml.of(Version.current(), now(), analysis);
    };
  }

  private String ofGrowth(Path before, Path after, AnalyzeSettings settings, AnalyzeLines lines)
      throws IOException {
    FileGrowth growth =
        told(
            Path.of(before + " and " + after), () -> FileGrowth.of(before, after, settings, lines));
    return options.output() == AnalyzeOutput.JSON
        ? FileGrowthJson.of(Version.current(), now(), growth)
        : FileGrowthText.of(growth);
  }

  private String ofMembers(AnalyzeSettings settings, AnalyzeLines lines) throws IOException {
    MembersCompared compared = MembersCompared.of(files, new Analyzer(settings, lines));
    return options.output() == AnalyzeOutput.JSON
        ? MembersJson.of(Version.current(), now(), compared)
        : MembersText.of(compared);
  }

  private Instant now() {
    return clock.instant();
  }

  private static Path database(Path named) throws IOException {
    return told(named, () -> DatabaseFile.at(named)).file();
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  /** Adds to an error which file it was. */
  private static <T> T told(Path named, Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (IOException e) {
      throw new IOException(named + ": " + e.getMessage(), e);
    }
  }

  private void print(String text, AnalyzeLines lines) {
    lines.close();
    out.print(text);
    out.flush();
  }

  /** Only for a person at a terminal. */
  private AnalyzeLines lines() {
    return Terminal.is(Terminal.STDERR)
        ? AnalyzeLines.on(new ConsoleLines(err, true, clock), clock)
        : AnalyzeLines.silent(clock);
  }
}
