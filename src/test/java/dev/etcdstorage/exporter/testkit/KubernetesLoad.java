package dev.etcdstorage.exporter.testkit;

import com.google.errorprone.annotations.Immutable;
import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Keys like those of a Kubernetes cluster, and a life like kube-apiserver's on them: transactions
 * that compare the mod revision, nodes' leases, events that expire, a compaction that is announced
 * in {@code compact_rev_key}, and now and then a restart storm: one deployment's pods fail, and
 * their states are rewritten again and again.
 *
 * <p>Time is told to it ({@link #advance}), and everything follows from the seed, so that two runs
 * write the same keys. One file without the other test classes, because {@code ./run} starts it
 * from its source: {@code java -cp etcd-storage-exporter.jar KubernetesLoad.java PORT} writes some
 * 30 KiB a second, for a few percent of a core. It ends on SIGTERM, or with status 1 when etcd is
 * gone.
 */
public final class KubernetesLoad implements AutoCloseable {
  /** kube-apiserver writes it before it compacts. */
  public static final String COMPACT_REV_KEY = "compact_rev_key";

  private static final int PODS_PER_DEPLOYMENT = 10;
  private static final int OBJECTS_PER_NODE = 60;
  private static final int IN_FLIGHT = 32;
  private static final int MOST_REMEMBERED = 5_000;
  private static final Duration TICK = Duration.ofMillis(250);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long CALL_SECONDS = 10;

  /** An object as it lies in etcd. */
  public record Entry(String key, int valueBytes) {
    /** The same with a value of no more than so many bytes. */
    public Entry atMost(int bytes) {
      return new Entry(key, Math.min(valueBytes, bytes));
    }
  }

  /**
   * How a cluster lives.
   *
   * @param podUpdates a second, of a quiet cluster
   * @param events a second, of a quiet cluster
   * @param eventsLive how long an event is kept
   * @param nodeLease how often each node renews its lease
   * @param compaction how often everything before the last such moment is compacted
   * @param storm how often a restart storm begins
   * @param storms how long it takes
   * @param stormUpdates how many states a second are written meanwhile
   */
  public record Pace(
      double podUpdates,
      double events,
      Duration eventsLive,
      Duration nodeLease,
      Duration compaction,
      Duration storm,
      Duration storms,
      double stormUpdates) {
    /** A small cluster, in which there is something to see within two minutes. */
    public static final Pace QUIET =
        new Pace(
            4,
            2,
            Duration.ofMinutes(5),
            Duration.ofSeconds(10),
            Duration.ofMinutes(2),
            Duration.ofMinutes(1),
            Duration.ofSeconds(10),
            20);
  }

  // ---- the keyspace -------------------------------------------------------------------------

  /**
   * Each key once, resource by resource, made while the stream is read. The number is exact.
   *
   * @param objects at least 200
   */
  public static Stream<Entry> layout(long seed, int objects) {
    Names names = new Names(seed, objects);
    return Stream.of(Resource.values())
        .flatMap(
            resource ->
                LongStream.range(0, resource.count(objects))
                    .mapToObj(number -> resource.entry(names, number)));
  }

  /** What there is in a cluster: how much of it, its keys, and how large they are. */
  private enum Resource {
    // The share is of the whole; a share of 0 stands for the number after it.
    EVENTS(0.20, 0, (n, i) -> "events/" + n.pod(n.deployment(i), i) + "." + n.hex(i), 600, 1_100),
    REPLICASETS(0.12, 0, (n, i) -> "replicasets/" + n.replicaSet(i), 2_000, 3_500),
    CONFIGMAPS(0.10, 0, (n, i) -> "configmaps/" + n.app(i) + "-config", 200, 3_000) {
      @Override
      int size(SplittableRandom random, long number) {
        return number % 100 == 7 ? random.nextInt(100_000, 400_000) : super.size(random, number);
      }
    },
    SECRETS(0.10, 0, (n, i) -> "secrets/" + n.app(i) + "-secret", 400, 2_500) {
      /** Helm keeps its releases in secrets. */
      @Override
      int size(SplittableRandom random, long number) {
        return number % 5 == 1 ? random.nextInt(8_000, 30_001) : super.size(random, number);
      }
    },
    SERVICE_ACCOUNTS(0.04, 0, (n, i) -> "serviceaccounts/" + n.app(i), 200, 400),
    DEPLOYMENTS(0.04, 0, (n, i) -> "deployments/" + n.app(i), 2_000, 4_000),
    SERVICES(0.03, 0, (n, i) -> "services/specs/" + n.app(i), 900, 1_500),
    ENDPOINTS(0.03, 0, (n, i) -> "services/endpoints/" + n.app(i), 500, 1_500),
    ENDPOINT_SLICES(
        0.03, 0, (n, i) -> "endpointslices/" + n.app(i) + "-" + n.word(i, 5), 900, 1_800),
    CERTIFICATES(
        0.02, 0, (n, i) -> "cert-manager.io/certificates/" + n.app(i) + "-tls", 900, 1_600),
    ROLE_BINDINGS(0.02, 0, (n, i) -> "rolebindings/" + n.app(i), 300, 600),
    NODES(1.0 / OBJECTS_PER_NODE, 0, (n, i) -> "minions/" + n.node(i), 6_000, 12_000),
    LEASES(1.0 / OBJECTS_PER_NODE, 0, (n, i) -> "leases/kube-node-lease/" + n.node(i), 450, 550),
    NAMESPACES(0.01, 0, (n, i) -> "namespaces/" + n.namespace(i), 300, 500),
    CRDS(
        0,
        8,
        (n, i) -> "apiextensions.k8s.io/customresourcedefinitions/kind" + i + "s.cert-manager.io",
        4_000,
        60_000),
    API_SERVICES(
        0, 4, (n, i) -> "apiregistration.k8s.io/apiservices/v" + (i + 1) + ".apps", 800, 1_200),
    CONTROLLERS(
        0,
        2,
        (n, i) -> "leases/kube-system/kube-" + (i == 0 ? "scheduler" : "controller-manager"),
        450,
        550),
    MASTER_LEASES(0, 3, (n, i) -> "masterleases/10.0.0." + (i + 1), 100, 200),
    SERVICE_IPS(0, 1, (n, i) -> "ranges/serviceips", 800, 20_000),
    SERVICE_PORTS(0, 1, (n, i) -> "ranges/servicenodeports", 400, 1_000),
    OUTSIDE(0, 5, (n, i) -> "/calico/ipam/v2/host/" + n.node(i), 100, 600),
    COMPACT_REV(0, 1, (n, i) -> COMPACT_REV_KEY, 1, 8),
    /** All the rest. */
    PODS(0, 0, (n, i) -> "pods/" + n.pod(i / PODS_PER_DEPLOYMENT, i), 2_500, 5_500);

    /** The key of one of them. */
    @Immutable
    private interface Naming {
      String key(Names names, long number);
    }

    private final double share;
    private final int fixed;
    private final Naming naming;
    private final int least;
    private final int most;

    Resource(double share, int fixed, Naming naming, int least, int most) {
      this.share = share;
      this.fixed = fixed;
      this.naming = naming;
      this.least = least;
      this.most = most;
    }

    long count(int objects) {
      if (this != PODS) {
        return fixed + (long) Math.ceil(share * objects);
      }
      long others =
          Stream.of(values()).filter(r -> r != PODS).mapToLong(r -> r.count(objects)).sum();
      if (others >= objects) {
        throw new IllegalArgumentException("Too few objects for a cluster: " + objects);
      }
      return objects - others;
    }

    Entry entry(Names names, long number) {
      return new Entry(key(names, number), size(names.random(name(), number), number));
    }

    String key(Names names, long number) {
      String name = naming.key(names, number);
      return this == OUTSIDE || this == COMPACT_REV ? name : "/registry/" + name;
    }

    int size(SplittableRandom random, long number) {
      return random.nextInt(least, most + 1);
    }
  }

  /** Names as people and controllers give them; each is made from its number alone. */
  private record Names(long seed, int objects) {
    private static final String[] APPS = {
      "checkout",
      "cart",
      "search",
      "billing",
      "auth",
      "frontend",
      "catalog",
      "mailer",
      "api",
      "jobs"
    };

    /** Kubernetes' letters for generated names: they spell no words. */
    private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";

    SplittableRandom random(String kind, long number) {
      return new SplittableRandom(mix(seed * 31 + kind.hashCode()) ^ mix(number));
    }

    String namespace(long number) {
      return number == 0 ? "kube-system" : "team-" + number;
    }

    /** Namespace and name of an application's objects. */
    String app(long number) {
      long namespaces = Resource.NAMESPACES.count(objects);
      String app = APPS[Math.floorMod(mix(seed + number), APPS.length)];
      return namespace(number % namespaces) + "/" + app + "-" + number;
    }

    String replicaSet(long number) {
      return app(number) + "-" + hex(number).substring(0, 9);
    }

    String pod(long deployment, long number) {
      return replicaSet(deployment) + "-" + word(number, 5);
    }

    long deployment(long number) {
      return Math.floorMod(mix(seed ^ number), Math.max(1, objects / 100));
    }

    String node(long number) {
      return "node-" + number;
    }

    /** No two numbers below 14 million have the same word of five letters. */
    String word(long number, int length) {
      long words = 1;
      for (int i = 0; i < length; i++) {
        words *= LETTERS.length();
      }
      long left = Math.floorMod(number * 1_000_003 + seed, words);
      StringBuilder word = new StringBuilder();
      for (int i = 0; i < length; i++) {
        word.append(LETTERS.charAt((int) (left % LETTERS.length())));
        left /= LETTERS.length();
      }
      return word.toString();
    }

    /** No two numbers have the same. */
    String hex(long number) {
      return String.format("%016x", mix(seed + number));
    }

    /** One to one, and looks random: the finish of SplitMix64. */
    private static long mix(long z) {
      long first = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
      long second = (first ^ (first >>> 27)) * 0x94d049bb133111ebL;
      return second ^ (second >>> 31);
    }
  }

  // ---- the life -----------------------------------------------------------------------------

  private final ManagedChannel channel;
  private final Pace pace;
  private final int objects;
  private final Names names;
  private final SplittableRandom random;
  private final ByteString filler;
  private final long pods;
  private final long nodes;

  private final Rhythm podUpdates;
  private final Rhythm podsReplaced;
  private final Rhythm events;
  private final Rhythm nodeLeases;
  private final Rhythm controllerLeases;
  private final Rhythm stormUpdates;
  private final Rhythm compactions;

  /**
   * What was read or written last of the keys that are written again; as kube-apiserver's cache.
   */
  private final Map<String, Long> modRevisions = new HashMap<>();

  private final Map<String, UnderWay> underWay = new LinkedHashMap<>();
  private Duration now = Duration.ZERO;
  private long eventsSoFar;
  private long nodesSoFar;
  private long controllersSoFar;
  private long stormSoFar;
  private long eventLease;
  private Duration eventLeaseEnds = Duration.ZERO;
  private long compactVersion;
  private long revisionBefore;

  private KubernetesLoad(ManagedChannel channel, long seed, int objects, Pace pace) {
    this.channel = channel;
    this.pace = pace;
    this.objects = objects;
    this.names = new Names(seed, objects);
    this.random = new SplittableRandom(seed);
    byte[] bytes = new byte[512 << 10];
    random.nextBytes(bytes);
    this.filler = ByteString.copyFrom(bytes);
    // A bound on what is remembered of them.
    this.pods = Math.min(2_000, Resource.PODS.count(objects));
    this.nodes = Math.min(500, Resource.NODES.count(objects));
    this.podUpdates = new Rhythm(pace.podUpdates());
    this.podsReplaced = new Rhythm(pace.podUpdates() / 40);
    this.events = new Rhythm(pace.events());
    this.nodeLeases = new Rhythm(nodes / seconds(pace.nodeLease()));
    this.controllerLeases = new Rhythm(1);
    this.stormUpdates = new Rhythm(pace.stormUpdates());
    this.compactions = new Rhythm(1 / seconds(pace.compaction()));
  }

  /** For a plaintext endpoint, {@code host:port}. The seed and the number are those of a layout. */
  public static KubernetesLoad on(String endpoint, long seed, int objects, Pace pace) {
    ManagedChannel channel = NettyChannelBuilder.forTarget(endpoint).usePlaintext().build();
    return new KubernetesLoad(channel, seed, objects, pace);
  }

  /** Puts the whole layout, as fast as etcd takes it. */
  public void create() {
    layout(names.seed(), objects)
        .forEach(entry -> put(entry, entry.key().startsWith("/registry/events/")));
    settle();
    compact();
  }

  /** Does all that is due in so much more time, as fast as etcd takes it. */
  public void advance(Duration tick) {
    now = now.plus(tick);
    for (int due = podUpdates.due(tick); due > 0; due--) {
      put(pod(random.nextLong(pods)), false);
    }
    for (int due = podsReplaced.due(tick); due > 0; due--) {
      replace(pod(random.nextLong(pods)));
    }
    for (int due = events.due(tick); due > 0; due--) {
      newEvent();
    }
    for (int due = nodeLeases.due(tick); due > 0; due--) {
      put(Resource.LEASES.entry(names, nodesSoFar++ % nodes), false);
    }
    for (int due = controllerLeases.due(tick); due > 0; due--) {
      put(Resource.CONTROLLERS.entry(names, controllersSoFar++ % 2), false);
    }
    if (storming()) {
      storm(stormUpdates.due(tick));
    }
    settle();
    if (compactions.due(tick) > 0) {
      compact();
    }
  }

  /** One deployment's pods fail: writes so many states of them, and an event for every tenth. */
  public void restartStorm(int updates) {
    storm(updates);
    settle();
  }

  /**
   * Compacts as kube-apiserver does, to where the store was at the last call or at creation:
   * whoever moves the key compacts, the others only see that it moved.
   */
  public void compact() {
    long revision = revisionBefore;
    Compare notMoved =
        Compare.newBuilder()
            .setKey(bytes(COMPACT_REV_KEY))
            .setTarget(Compare.CompareTarget.VERSION)
            .setResult(Compare.CompareResult.EQUAL)
            .setVersion(compactVersion)
            .build();
    PutRequest move =
        PutRequest.newBuilder()
            .setKey(bytes(COMPACT_REV_KEY))
            .setValue(bytes(Long.toString(revision)))
            .build();
    TxnResponse answer = answer(txn(notMoved, RequestOp.newBuilder().setRequestPut(move)));
    revisionBefore = answer.getHeader().getRevision();
    if (!answer.getSucceeded()) {
      compactVersion = found(answer).map(KeyValue::getVersion).orElse(0L);
      return;
    }
    compactVersion++;
    if (revision > 0) {
      compactTo(revision);
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private Entry pod(long number) {
    return Resource.PODS.entry(names, number);
  }

  /** In the middle of each period, so that what is normal shows first. */
  private boolean storming() {
    long period = pace.storm().toMillis();
    long since = (now.toMillis() + period / 2) % period;
    return since < pace.storms().toMillis();
  }

  private void storm(int updates) {
    long deployments = Math.max(1, pods / PODS_PER_DEPLOYMENT);
    long deployment = Math.floorMod(Names.mix(now.dividedBy(pace.storm())), deployments);
    for (int i = 0; i < updates; i++, stormSoFar++) {
      put(pod((deployment * PODS_PER_DEPLOYMENT + stormSoFar % PODS_PER_DEPLOYMENT) % pods), false);
      if (stormSoFar % 10 == 9) {
        newEvent();
      }
    }
  }

  /** Numbers that the layout does not have. */
  private void newEvent() {
    put(Resource.EVENTS.entry(names, objects + eventsSoFar++), true);
  }

  // ---- as kube-apiserver writes -------------------------------------------------------------

  private record UnderWay(Entry entry, boolean expires, Future<TxnResponse> answer) {}

  private void put(Entry entry, boolean expires) {
    if (underWay.size() == IN_FLIGHT || underWay.containsKey(entry.key())) {
      settle();
    }
    underWay.put(entry.key(), new UnderWay(entry, expires, send(entry, expires)));
  }

  /** Waits for all that is under way; throws the first failure when all have ended. */
  private void settle() {
    RuntimeException failure = null;
    for (UnderWay one : underWay.values()) {
      try {
        TxnResponse answer = answer(one.answer());
        while (!answer.getSucceeded()) {
          learn(one.entry().key(), answer);
          answer = answer(send(one.entry(), one.expires()));
        }
        if (!one.expires()) {
          modRevisions.put(one.entry().key(), answer.getHeader().getRevision());
        }
      } catch (StatusRuntimeException e) {
        failure = failure == null ? e : failure;
      }
    }
    underWay.clear();
    // Forgetting costs no more than a transaction that fails and tells.
    if (modRevisions.size() > MOST_REMEMBERED) {
      modRevisions.clear();
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Somebody else wrote it: the answer has what it is now. */
  private void learn(String key, TxnResponse answer) {
    modRevisions.put(key, found(answer).map(KeyValue::getModRevision).orElse(0L));
  }

  private Future<TxnResponse> send(Entry entry, boolean expires) {
    PutRequest.Builder put = PutRequest.newBuilder().setKey(bytes(entry.key()));
    int from = random.nextInt(filler.size() - entry.valueBytes() + 1);
    put.setValue(filler.substring(from, from + entry.valueBytes()));
    if (expires) {
      put.setLease(eventLease());
    }
    return ifUnchanged(entry.key(), RequestOp.newBuilder().setRequestPut(put));
  }

  private void replace(Entry entry) {
    settle();
    DeleteRangeRequest delete = DeleteRangeRequest.newBuilder().setKey(bytes(entry.key())).build();
    TxnResponse answer =
        answer(ifUnchanged(entry.key(), RequestOp.newBuilder().setRequestDeleteRange(delete)));
    if (answer.getSucceeded()) {
      modRevisions.remove(entry.key());
    } else {
      learn(entry.key(), answer);
    }
    put(entry, false);
  }

  private Future<TxnResponse> ifUnchanged(String key, RequestOp.Builder then) {
    Compare unchanged =
        Compare.newBuilder()
            .setKey(bytes(key))
            .setTarget(Compare.CompareTarget.MOD)
            .setResult(Compare.CompareResult.EQUAL)
            .setModRevision(modRevisions.getOrDefault(key, 0L))
            .build();
    return txn(unchanged, then);
  }

  private Future<TxnResponse> txn(Compare compare, RequestOp.Builder then) {
    RangeRequest read = RangeRequest.newBuilder().setKey(compare.getKey()).build();
    return KVGrpc.newFutureStub(channel)
        .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
        .txn(
            TxnRequest.newBuilder()
                .addCompare(compare)
                .addSuccess(then)
                .addFailure(RequestOp.newBuilder().setRequestRange(read))
                .build());
  }

  /** Events of some time share one lease. */
  private long eventLease() {
    if (now.compareTo(eventLeaseEnds) >= 0) {
      eventLease =
          LeaseGrpc.newBlockingStub(channel)
              .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
              .leaseGrant(
                  LeaseGrantRequest.newBuilder().setTTL(pace.eventsLive().toSeconds()).build())
              .getID();
      eventLeaseEnds = now.plus(pace.eventsLive().dividedBy(10));
    }
    return eventLease;
  }

  private void compactTo(long revision) {
    try {
      var unused =
          KVGrpc.newBlockingStub(channel)
              .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
              .compact(CompactionRequest.newBuilder().setRevision(revision).build());
    } catch (StatusRuntimeException e) {
      // Somebody compacted further: so much the better.
      if (e.getStatus().getCode() != Status.Code.OUT_OF_RANGE) {
        throw e;
      }
    }
  }

  /** What a transaction that was not carried out read instead. */
  private static Optional<KeyValue> found(TxnResponse answer) {
    return answer.getResponses(0).getResponseRange().getKvsList().stream().findFirst();
  }

  private static TxnResponse answer(Future<TxnResponse> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    } catch (ExecutionException e) {
      throw Status.fromThrowable(e).asRuntimeException();
    }
  }

  private static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }

  /** What comes so often a second. */
  private static final class Rhythm {
    private final double perSecond;
    private double owed;

    Rhythm(double perSecond) {
      this.perSecond = perSecond;
    }

    int due(Duration passed) {
      owed += perSecond * seconds(passed);
      int due = (int) owed;
      owed -= due;
      return due;
    }
  }

  // ---- for ./run ----------------------------------------------------------------------------

  /** Loads the etcd at this port of 127.0.0.1 until it is ended. */
  public static void main(String[] args) throws InterruptedException {
    try (KubernetesLoad load = on("127.0.0.1:" + args[0], 1, 500, Pace.QUIET)) {
      boolean done = load.attempt(load::create);
      while (true) {
        // Someone may be trying out how to mend an etcd that is full: go on slowly.
        Thread.sleep((done ? TICK : PATIENCE).toMillis());
        done = load.attempt(() -> load.advance(TICK));
      }
    } catch (StatusRuntimeException e) {
      System.err.println("etcd is gone: " + e.getMessage());
      System.exit(1);
    }
  }

  /** Whether etcd did it; fails when nobody answers any more. */
  private boolean attempt(Runnable work) {
    try {
      work.run();
      return true;
    } catch (StatusRuntimeException e) {
      Status status = e.getStatus();
      if (status.getCode() == Status.Code.UNAVAILABLE
          && !String.valueOf(status.getDescription()).startsWith("etcdserver")) {
        throw e;
      }
      System.err.println(status);
      return false;
    }
  }
}
