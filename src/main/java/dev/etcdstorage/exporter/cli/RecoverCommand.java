package dev.etcdstorage.exporter.cli;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.etcd.EtcdConnector;
import dev.etcdstorage.exporter.log.LogFormat;
import dev.etcdstorage.exporter.log.LogSettings;
import dev.etcdstorage.exporter.maintenance.MaintainedCluster;
import dev.etcdstorage.exporter.maintenance.Waiting;
import dev.etcdstorage.exporter.maintenance.recover.AuditFile;
import dev.etcdstorage.exporter.maintenance.recover.AuditLog;
import dev.etcdstorage.exporter.maintenance.recover.Disk;
import dev.etcdstorage.exporter.maintenance.recover.RecoverEnd;
import dev.etcdstorage.exporter.maintenance.recover.RecoverSettings;
import dev.etcdstorage.exporter.maintenance.recover.Recovery;
import dev.etcdstorage.exporter.maintenance.recover.ScannedLiveData;
import dev.etcdstorage.exporter.status.recover.AuditJson;
import dev.etcdstorage.exporter.status.recover.RecoverWords;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.event.Level;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;

/** From NOSPACE back to writable, or what that would be. */
@Command(
    name = "recover",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Brings etcd from NOSPACE back to writable: snapshot, compact, defragment, take the alarm"
            + " back, prove it. Without --yes it only says what it would do. Ends with 0 when etcd"
            + " takes writes, 1 when it refused or failed, 2 on wrong usage.")
final class RecoverCommand implements Callable<Integer> {
  private final Environment env;
  private final PrintStream out;
  private final PrintStream err;

  @ArgGroup(exclusive = false, validate = false, heading = "%nRecovery:%n", order = 1)
  private final RecoverOptions options = new RecoverOptions();

  @ArgGroup(exclusive = false, validate = false, heading = "%netcd:%n", order = 2)
  private final EtcdOptions etcd = new EtcdOptions();

  RecoverCommand(Environment env, PrintStream out, PrintStream err) {
    this.env = env;
    this.out = out;
    this.err = err;
  }

  @Override
  @SuppressWarnings("try") // the files are only followed until the end
  public Integer call() {
    // What a scrape's log would say of alarms and sizes, this command says itself.
    LogSettings.set(Level.ERROR, LogFormat.LOGFMT, err);
    etcd.refuseSecrets();
    RecoverSettings settings = options.settings();
    ClusterConfig config = etcd.toConfig(env);
    Waiting waiting = Waiting.system();
    PersonLines lines =
        new PersonLines(out, out == System.out && Terminal.is(Terminal.STDOUT), waiting);
    RecoverWords words = new RecoverWords(lines);
    AtomicBoolean stop = stopOnSignals(lines);
    Optional<Path> audit = options.auditFile(waiting.instant());
    try (EtcdConnector connector = EtcdConnector.followingFiles();
        MaintainedCluster cluster = new MaintainedCluster(connector, config, waiting)) {
      RecoverEnd end =
          new Recovery(
                  cluster,
                  new ScannedLiveData(connector.cluster(cluster.config()), waiting),
                  settings,
                  Disk.system(),
                  waiting,
                  UUID.randomUUID().toString(),
                  auditLog(audit, lines),
                  words,
                  stop::get)
              .run();
      words.ended(end);
      audit
          .filter(file -> settings.act() && Files.exists(file))
          .ifPresent(file -> lines.line("Audit log: " + file.toAbsolutePath()));
      return end.well() ? 0 : 1;
    }
  }

  private AuditLog auditLog(Optional<Path> file, PersonLines lines) {
    if (file.isPresent()) {
      return new AuditFile(file.get(), AuditJson::line);
    }
    return entry -> {
      lines.line(AuditJson.line(entry));
      if (out.checkError()) {
        throw new IOException("standard output is closed");
      }
    };
  }

  /** The first signal asks for an end after what is under way, the second for one at once. */
  private static AtomicBoolean stopOnSignals(PersonLines lines) {
    AtomicBoolean stop = new AtomicBoolean();
    Thread main = Thread.currentThread();
    Runnable action =
        () -> {
          if (stop.getAndSet(true)) {
            main.interrupt();
          } else {
            lines.line(
                "stopping after what is under way; once more to leave at once (what etcd was asked"
                    + " for goes on there)");
          }
        };
    Signals.on("INT", action);
    Signals.on("TERM", action);
    return stop;
  }
}
