package dev.etcdstorage.exporter.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Only names the commands. */
@Command(
    name = "etcd-storage-exporter",
    synopsisSubcommandLabel = "COMMAND",
    description = "Tell Prometheus how full etcd's storage is, and with what.")
final class RootCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  RootCommand() {}

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "a command is needed, such as serve");
  }
}
