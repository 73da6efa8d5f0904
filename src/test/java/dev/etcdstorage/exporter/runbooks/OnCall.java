package dev.etcdstorage.exporter.runbooks;

import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.RunningExporter;
import dev.etcdstorage.exporter.testkit.util.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A person on a control-plane node, who pastes what a runbook says, block by block. */
final class OnCall {
  private final Map<String, String> environment = new HashMap<>();
  private final Path folder;
  private final Path backup;

  private OnCall(EtcdBinary binary, Path folder) throws IOException {
    this.folder = folder;
    Path programs = Files.createDirectories(folder.resolve("bin"));
    // Whatever its own name is. A link would have JUnit warn when it deletes the folder.
    Path etcdctl = programs.resolve("etcdctl");
    Files.writeString(etcdctl, "#!/bin/sh\nexec '" + binary.etcdctl() + "' \"$@\"\n");
    Files.setPosixFilePermissions(etcdctl, PosixFilePermissions.fromString("rwx------"));
    backup = Files.createDirectories(folder.resolve("backup"));
    environment.put("PATH", programs + ":" + System.getenv("PATH"));
    environment.put("HOME", folder.toString());
    environment.put("BACKUP", backup.toString());
    environment.put("no_proxy", "127.0.0.1");
    environment.put("LC_ALL", "C");
  }

  /** Has said in the shell where one member is, and where the exporter. */
  static OnCall at(RealEtcd member, String exporterUrl, Path folder) throws IOException {
    OnCall person = new OnCall(member.binary(), folder);
    person.environment.put("ETCDCTL_ENDPOINTS", member.clientUrl());
    person.environment.put("EXPORTER", exporterUrl);
    return person;
  }

  static OnCall at(RealCluster cluster, String exporterUrl, Path folder) throws IOException {
    return at(cluster.members().get(0), exporterUrl, folder);
  }

  /** Has the exporter's distribution on the PATH. */
  OnCall withExporter() throws IOException {
    Path exporter = folder.resolve("bin/etcd-storage-exporter");
    String program = "'" + String.join("' '", RunningExporter.program(List.of())) + "'";
    Files.writeString(exporter, "#!/bin/sh\nexec " + program + " \"$@\"\n");
    Files.setPosixFilePermissions(exporter, PosixFilePermissions.fromString("rwx------"));
    return this;
  }

  /** Where the snapshots are. */
  Path backup() {
    return backup;
  }

  /** Pastes it all; a command that fails is a failure. Returns what the terminal shows. */
  String follow(Runbook runbook) {
    return said(Shell.strict(paste(List.of(Runbook.ACCESS, runbook)), environment), runbook);
  }

  /** The same in a shell as people have it, after a first block. */
  String followLeniently(String first, Runbook runbook) {
    String script = first + paste(List.of(Runbook.ACCESS, runbook));
    return said(Shell.lenient(script, environment), runbook);
  }

  /** Pastes anything else. */
  String paste(String script) {
    Shell.Result result = Shell.strict(script, environment);
    if (result.exitCode() != 0) {
      throw new AssertionError(
          script + "ended with " + result.exitCode() + ":\n" + result.output());
    }
    return result.output();
  }

  private static String paste(List<Runbook> pages) {
    StringBuilder script = new StringBuilder();
    for (Runbook page : pages) {
      for (Runbook.Block block : page.blocks("sh")) {
        script.append("echo '# ").append(page.name()).append(':').append(block.line());
        script.append("'\n").append(block.text());
      }
    }
    return script.toString();
  }

  private static String said(Shell.Result result, Runbook runbook) {
    if (result.exitCode() != 0) {
      throw new AssertionError(
          runbook + " ended with " + result.exitCode() + "; the terminal:\n" + result.output());
    }
    return result.output();
  }
}
