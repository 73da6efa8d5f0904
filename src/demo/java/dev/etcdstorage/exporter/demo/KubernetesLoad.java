package dev.etcdstorage.exporter.demo;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Keys like those of a Kubernetes cluster, and a life like kube-apiserver's on them: transactions
 * that compare the mod revision, nodes' leases, events that expire, a compaction that is announced
 * in {@code compact_rev_key}, and now and then a restart storm: one deployment's pods fail, and
 * their states are rewritten again and again.
 *
 * <p>Time is told to it ({@link #advance}), and everything follows from the seed, so that two runs
 * write the same keys. {@code ./run} starts it with a port: it writes some 30 KiB a second, for a
 * few percent of a core, and ends on SIGTERM, or with status 1 when etcd is gone.
 */
public final class KubernetesLoad implements AutoCloseable {
  /** kube-apiserver writes it before it compacts. */
  public static final String COMPACT_REV_KEY = "compact_rev_key";

  private static final Duration TICK = Duration.ofMillis(250);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ApiServerWriter writer;
  private final LoadPace pace;
  private final int objects;
  private final Names names;
  private final SplittableRandom random;
  private final long pods;
  private final long nodes;

  private final Rhythm podUpdates;
  private final Rhythm podsReplaced;
  private final Rhythm events;
  private final Rhythm nodeLeases;
  private final Rhythm controllerLeases;
  private final Rhythm stormUpdates;
  private final Rhythm compactions;

  private Duration now = Duration.ZERO;
  private long eventsSoFar;
  private long nodesSoFar;
  private long controllersSoFar;
  private long stormSoFar;

  private KubernetesLoad(ManagedChannel channel, long seed, int objects, LoadPace pace) {
    this.pace = pace;
    this.objects = objects;
    this.names = new Names(seed, objects);
    this.random = new SplittableRandom(seed);
    this.writer = new ApiServerWriter(channel, random, pace.eventsLive());
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

  /**
   * Each key once, resource by resource, made while the stream is read. The number is exact.
   *
   * @param objects at least 200
   */
  public static Stream<StoredObject> layout(long seed, int objects) {
    return Resource.layout(seed, objects);
  }

  /** For a plaintext endpoint, {@code host:port}. The seed and the number are those of a layout. */
  public static KubernetesLoad on(String endpoint, long seed, int objects, LoadPace pace) {
    ManagedChannel channel = NettyChannelBuilder.forTarget(endpoint).usePlaintext().build();
    return new KubernetesLoad(channel, seed, objects, pace);
  }

  /** Puts the whole layout, as fast as etcd takes it. */
  public void create() {
    Resource.layout(names.seed(), objects)
        .forEach(object -> writer.put(object, object.key().startsWith("/registry/events/")));
    writer.settle();
    compact();
  }

  /** Does all that is due in so much more time, as fast as etcd takes it. */
  public void advance(Duration tick) {
    now = now.plus(tick);
    writer.at(now);
    for (int due = podUpdates.due(tick); due > 0; due--) {
      writer.put(pod(random.nextLong(pods)), false);
    }
    for (int due = podsReplaced.due(tick); due > 0; due--) {
      writer.replace(pod(random.nextLong(pods)));
    }
    for (int due = events.due(tick); due > 0; due--) {
      newEvent();
    }
    for (int due = nodeLeases.due(tick); due > 0; due--) {
      writer.put(Resource.LEASES.object(names, nodesSoFar++ % nodes), false);
    }
    for (int due = controllerLeases.due(tick); due > 0; due--) {
      writer.put(Resource.CONTROLLERS.object(names, controllersSoFar++ % 2), false);
    }
    if (storming()) {
      storm(stormUpdates.due(tick));
    }
    writer.settle();
    if (compactions.due(tick) > 0) {
      compact();
    }
  }

  /** One deployment's pods fail: writes so many states of them, and an event for every tenth. */
  public void restartStorm(int updates) {
    storm(updates);
    writer.settle();
  }

  /** As kube-apiserver does: to where the store was at the last call, or at creation. */
  public void compact() {
    writer.compact();
  }

  @Override
  public void close() {
    writer.close();
  }

  private StoredObject pod(long number) {
    return Resource.PODS.object(names, number);
  }

  /** In the middle of each period, so that what is normal shows first. */
  private boolean storming() {
    long period = pace.storm().toMillis();
    long since = (now.toMillis() + period / 2) % period;
    return since < pace.storms().toMillis();
  }

  private void storm(int updates) {
    long deployments = Math.max(1, pods / Resource.PODS_PER_DEPLOYMENT);
    long deployment = Math.floorMod(Names.mix(now.dividedBy(pace.storm())), deployments);
    for (int i = 0; i < updates; i++, stormSoFar++) {
      writer.put(
          pod(
              (deployment * Resource.PODS_PER_DEPLOYMENT
                      + stormSoFar % Resource.PODS_PER_DEPLOYMENT)
                  % pods),
          false);
      if (stormSoFar % 10 == 9) {
        newEvent();
      }
    }
  }

  /** Numbers that the layout does not have. */
  private void newEvent() {
    writer.put(Resource.EVENTS.object(names, objects + eventsSoFar++), true);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }

  /** Loads the etcd at this port of 127.0.0.1 until it is ended. */
  public static void main(String[] args) throws InterruptedException {
    try (KubernetesLoad load = on("127.0.0.1:" + args[0], 1, 500, LoadPace.QUIET)) {
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
