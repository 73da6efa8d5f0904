package dev.etcdstorage.exporter.testkit.real;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Forwards TCP to a server until it is told to cut: then the connections that exist stay open but
 * carry nothing more, for ever, as when a firewall forgets them. New ones work.
 */
public final class SilentRelay implements AutoCloseable {
  private final ServerSocket listener;
  private volatile int target;
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final AtomicInteger generation = new AtomicInteger();

  private SilentRelay(int listen, int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(listen, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  public static SilentRelay to(int port) {
    return from(0, port);
  }

  /** Listens at a port that others were told already. */
  public static SilentRelay from(int listen, int port) {
    try {
      return new SilentRelay(listen, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A port that nobody else is given; nobody listens there yet. */
  public static int freePort() {
    return EtcdPorts.free().client();
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Ends what is connected, and leads whoever connects from now on to another server. */
  public void leadTo(int port) {
    target = port;
    closeSockets();
  }

  /** From now on what is connected is silent. */
  public void cut() {
    generation.incrementAndGet();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(client);
        sockets.add(server);
        int born = generation.get();
        daemon(() -> pump(client, server, born));
        daemon(() -> pump(server, client, born));
      }
    } catch (IOException closed) {
      // The relay was closed.
    }
  }

  private void pump(Socket from, Socket to, int born) {
    byte[] buffer = new byte[8192];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (born == generation.get()) {
          out.write(buffer, 0, n);
        }
      }
    } catch (IOException closed) {
      // One side is gone.
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "silent-relay");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    closeSockets();
  }

  private void closeSockets() {
    try {
      for (Socket socket = sockets.poll(); socket != null; socket = sockets.poll()) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
