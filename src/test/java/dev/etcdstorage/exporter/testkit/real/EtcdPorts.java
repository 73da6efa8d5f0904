package dev.etcdstorage.exporter.testkit.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Three loopback ports that were free a moment ago; another process may still take one first. */
record EtcdPorts(int client, int peer, int metrics) {
  private static final int REMEMBERED = 1_000;

  /** Of the test JVMs that run beside each other, see pom.xml, each has ports of its own. */
  private static final int JVMS = 4;

  private static final int JVM = Integer.getInteger("jvm.number", 0);

  /**
   * The last ports that were given away. The system hands a port out again as soon as it is free,
   * to the next member of the same cluster too, before the first one has opened it.
   */
  private static final Set<Integer> GIVEN = new LinkedHashSet<>();

  static EtcdPorts free() {
    synchronized (GIVEN) {
      List<Integer> ports = fresh(3);
      GIVEN.addAll(ports);
      while (GIVEN.size() > REMEMBERED) {
        GIVEN.remove(GIVEN.iterator().next());
      }
      return new EtcdPorts(ports.get(0), ports.get(1), ports.get(2));
    }
  }

  private static List<Integer> fresh(int count) {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    List<ServerSocket> held = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    try {
      // Held open together, the unwanted ones too, so that all differ.
      while (ports.size() < count) {
        ServerSocket socket = new ServerSocket(0, 1, loopback);
        held.add(socket);
        if (ours(socket.getLocalPort()) && !GIVEN.contains(socket.getLocalPort())) {
          ports.add(socket.getLocalPort());
        }
      }
      return ports;
    } catch (IOException e) {
      throw new UncheckedIOException("No free loopback port", e);
    } finally {
      held.forEach(EtcdPorts::close);
    }
  }

  /** By pairs of ports: Linux gives one parity to listeners and the other to clients. */
  private static boolean ours(int port) {
    return JVM == 0 || port / 2 % JVMS == JVM % JVMS;
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String peerUrl() {
    return "http://127.0.0.1:" + peer;
  }
}
