package dev.etcdstorage.exporter.replay;

import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import java.nio.file.Path;

/** What {@code ./run --replay} starts. */
final class ReplayMain {
  private ReplayMain() {}

  /**
   * Plays the incident and prints what happens.
   *
   * @param args the programs etcd, prometheus and alertmanager, and a folder for their
   *     configuration
   */
  public static void main(String[] args) {
    Programs programs =
        new Programs(EtcdBinary.at(Path.of(args[0])), Path.of(args[1]), Path.of(args[2]));
    Timeline timeline = IncidentReplay.play(programs, Path.of(args[3]), System.out::println);
    System.out.println();
    System.out.println(timeline.table());
    System.exit(0); // gRPC's threads linger
  }
}
