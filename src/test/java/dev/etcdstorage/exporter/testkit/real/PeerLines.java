package dev.etcdstorage.exporter.testkit.real;

import dev.etcdstorage.exporter.testkit.util.TcpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines between the members of a real cluster. All passes, until a test says that one member
 * gets no more entries of the log, or that snapshots crawl. Heartbeats always pass, and so do
 * clients, who use other ports: such a member answers, follows its leader, and stays behind.
 */
public final class PeerLines implements AutoCloseable {
  private static final String ENTRIES = "GET /raft/stream/msgapp/";
  private static final String SNAPSHOT = "POST /raft/snapshot";
  private static final String END_OF_HEAD = "\r\n\r\n";
  private static final Pattern FROM = Pattern.compile("X-Server-From: ([0-9a-f]+)\r\n");

  /** Well within the patience of etcd, which hangs up after five seconds without a byte. */
  private static final long CRAWL_MILLIS = 500;

  private static final long NOBODY = 0;

  private final List<TcpServer> relays = new CopyOnWriteArrayList<>();
  private final Set<Line> lines = ConcurrentHashMap.newKeySet();
  private volatile long kept = NOBODY;
  private volatile CountDownLatch snapshotsFree = new CountDownLatch(0);

  /** The URL by which the member at this one is to be known to the others. */
  String through(String peerUrl) {
    int target = Integer.parseInt(peerUrl.substring(peerUrl.lastIndexOf(':') + 1));
    TcpServer relay = new TcpServer(client -> new Line(client, target).carry());
    relays.add(relay);
    return "http://127.0.0.1:" + relay.port();
  }

  /** From now on this member gets no entries; it hears its leader all the same. */
  public void keepEntriesFrom(RealEtcd member) {
    kept = member.memberId();
  }

  /** From now on a snapshot is under way for as long as the test likes. */
  public void letSnapshotsCrawl() {
    snapshotsFree = new CountDownLatch(1);
  }

  /** Entries pass again. What was lost is asked for on new lines. */
  public void letEntriesPass() {
    kept = NOBODY;
    lines.stream().filter(line -> line.lost).forEach(Line::close);
  }

  /** Snapshots pass again, those under way too. */
  public void letSnapshotsPass() {
    snapshotsFree.countDown();
  }

  @Override
  public void close() {
    kept = NOBODY;
    snapshotsFree.countDown();
    lines.forEach(Line::close);
    relays.forEach(TcpServer::close);
  }

  /** One connection between two members. */
  private final class Line {
    private final Socket client;
    private final Socket server;

    /** Who is sent the leader's entries on it. */
    private volatile long reader = NOBODY;

    private volatile boolean snapshot;
    private volatile boolean lost;

    Line(Socket client, int target) throws IOException {
      this.client = client;
      this.server = new Socket(InetAddress.getLoopbackAddress(), target);
    }

    void carry() throws IOException {
      lines.add(this);
      Thread back = new Thread(this::answers, "peer-line");
      back.setDaemon(true);
      back.start();
      try {
        requests();
      } finally {
        // The sender must not learn that nobody listens: it would take another way.
        if (!lost) {
          close();
        }
      }
    }

    private void requests() throws IOException {
      InputStream in = client.getInputStream();
      OutputStream out = server.getOutputStream();
      byte[] buffer = new byte[32 << 10];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        byte[] piece = new byte[n];
        System.arraycopy(buffer, 0, piece, 0, n);
        String text = new String(piece, StandardCharsets.ISO_8859_1);
        // A request begins where the answer to the one before has been read: at a piece's start.
        if (text.startsWith(ENTRIES)) {
          text = head(text, in);
          piece = text.getBytes(StandardCharsets.ISO_8859_1);
          Matcher from = FROM.matcher(text);
          reader = from.find() ? Long.parseUnsignedLong(from.group(1), 16) : NOBODY;
        } else if (text.startsWith(SNAPSHOT)) {
          snapshot = true;
        }
        if (snapshot) {
          crawl(piece, out);
        } else {
          out.write(piece);
        }
      }
    }

    private static String head(String begun, InputStream in) throws IOException {
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      head.writeBytes(begun.getBytes(StandardCharsets.ISO_8859_1));
      while (!head.toString(StandardCharsets.ISO_8859_1).contains(END_OF_HEAD)) {
        int next = in.read();
        if (next < 0) {
          break;
        }
        head.write(next);
      }
      return head.toString(StandardCharsets.ISO_8859_1);
    }

    private void crawl(byte[] piece, OutputStream out) throws IOException {
      int sent = 0;
      try {
        while (sent < piece.length && !snapshotsFree.await(CRAWL_MILLIS, TimeUnit.MILLISECONDS)) {
          out.write(piece[sent++]);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("closed", e);
      }
      out.write(piece, sent, piece.length - sent);
    }

    private void answers() {
      try {
        InputStream in = server.getInputStream();
        OutputStream out = client.getOutputStream();
        byte[] buffer = new byte[32 << 10];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          if (reader != NOBODY && reader == kept) {
            lost = true;
          }
          if (!lost) {
            out.write(buffer, 0, n);
          }
        }
      } catch (IOException e) {
        // One side is gone.
      } finally {
        close();
      }
    }

    void close() {
      lines.remove(this);
      try {
        client.close();
        server.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
