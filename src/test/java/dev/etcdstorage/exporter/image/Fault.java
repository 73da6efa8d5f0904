package dev.etcdstorage.exporter.image;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;

/** What befalls a container until {@link #end}; it ends with its block, whatever was found. */
final class Fault implements AutoCloseable {
  private final Runnable repair;
  private boolean over;

  private Fault(Runnable repair) {
    this.repair = repair;
  }

  /** All of its processes are frozen: connections stay open and nothing is read. */
  static Fault paused(GenericContainer<?> container) {
    Engine.client().pauseContainerCmd(container.getContainerId()).exec();
    return new Fault(() -> Engine.client().unpauseContainerCmd(container.getContainerId()).exec());
  }

  /** Its cable to a network is pulled; plugged in again, it is known there by this name. */
  static Fault cutOff(GenericContainer<?> container, Network network, String name) {
    Engine.disconnect(container.getContainerId(), network);
    return new Fault(() -> Engine.connect(container.getContainerId(), network, name));
  }

  /** SIGKILL; then started in place, with what it wrote to its files. */
  static Fault killed(GenericContainer<?> container) {
    Engine.client().killContainerCmd(container.getContainerId()).exec();
    return new Fault(() -> Engine.client().startContainerCmd(container.getContainerId()).exec());
  }

  /** Ends it; the container may take its time to recover. */
  void end() {
    if (!over) {
      over = true;
      repair.run();
    }
  }

  @Override
  public void close() {
    end();
  }
}
