package dev.etcdstorage.exporter.demo;

import com.google.errorprone.annotations.Immutable;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What there is in a cluster: how much of it, its keys, and how large they are. */
enum Resource {
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
  ENDPOINT_SLICES(0.03, 0, (n, i) -> "endpointslices/" + n.app(i) + "-" + n.word(i, 5), 900, 1_800),
  CERTIFICATES(0.02, 0, (n, i) -> "cert-manager.io/certificates/" + n.app(i) + "-tls", 900, 1_600),
  ROLE_BINDINGS(0.02, 0, (n, i) -> "rolebindings/" + n.app(i), 300, 600),
  NODES(1.0 / Counts.OBJECTS_PER_NODE, 0, (n, i) -> "minions/" + n.node(i), 6_000, 12_000),
  LEASES(
      1.0 / Counts.OBJECTS_PER_NODE, 0, (n, i) -> "leases/kube-node-lease/" + n.node(i), 450, 550),
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
  COMPACT_REV(0, 1, (n, i) -> KubernetesLoad.COMPACT_REV_KEY, 1, 8),
  /** All the rest. */
  PODS(0, 0, (n, i) -> "pods/" + n.pod(i / Counts.PODS_PER_DEPLOYMENT, i), 2_500, 5_500);

  static final int PODS_PER_DEPLOYMENT = Counts.PODS_PER_DEPLOYMENT;

  /** A constant's own arguments cannot name the constants of their enum. */
  private static final class Counts {
    static final int PODS_PER_DEPLOYMENT = 10;
    static final int OBJECTS_PER_NODE = 60;

    private Counts() {}
  }

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
    long others = Stream.of(values()).filter(r -> r != PODS).mapToLong(r -> r.count(objects)).sum();
    if (others >= objects) {
      throw new IllegalArgumentException("Too few objects for a cluster: " + objects);
    }
    return objects - others;
  }

  StoredObject object(Names names, long number) {
    return new StoredObject(key(names, number), size(names.random(name(), number), number));
  }

  String key(Names names, long number) {
    String name = naming.key(names, number);
    return this == OUTSIDE || this == COMPACT_REV ? name : "/registry/" + name;
  }

  int size(SplittableRandom random, long number) {
    return random.nextInt(least, most + 1);
  }

  /**
   * Each key once, resource by resource, made while the stream is read. The number is exact.
   *
   * @param objects at least 200
   */
  static Stream<StoredObject> layout(long seed, int objects) {
    Names names = new Names(seed, objects);
    return Stream.of(Resource.values())
        .flatMap(
            resource ->
                LongStream.range(0, resource.count(objects))
                    .mapToObj(number -> resource.object(names, number)));
  }
}
