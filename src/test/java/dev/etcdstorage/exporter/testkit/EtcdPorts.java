package dev.etcdstorage.exporter.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Three loopback ports that were free a moment ago; another process may still take one first. */
record EtcdPorts(int client, int peer, int metrics) {

  static EtcdPorts free() {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    // Held open together, so that the three differ.
    try (ServerSocket client = new ServerSocket(0, 1, loopback);
        ServerSocket peer = new ServerSocket(0, 1, loopback);
        ServerSocket metrics = new ServerSocket(0, 1, loopback)) {
      return new EtcdPorts(client.getLocalPort(), peer.getLocalPort(), metrics.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException("No free loopback port", e);
    }
  }

  String peerUrl() {
    return "http://127.0.0.1:" + peer;
  }
}
