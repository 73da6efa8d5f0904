package dev.etcdstorage.exporter.kubernetes;

import dev.etcdstorage.exporter.testkit.data.ShippedConfig;
import dev.etcdstorage.exporter.testkit.real.PrometheusApi;
import dev.etcdstorage.exporter.testkit.real.RealPrometheus;
import dev.etcdstorage.exporter.testkit.real.RuleGenerator;
import dev.etcdstorage.exporter.testkit.util.Json;
import java.time.Duration;

/**
 * A real Prometheus in the cluster's namespace {@code monitoring}, which goes with it, with the
 * shipped configuration for Kubernetes and the shipped rules.
 */
final class PrometheusPod implements AutoCloseable {
  private static final String IMAGE = Site.REGISTRY + "/prometheus:test";

  /** The service account that the configuration asks for, and a pod without Services. */
  private static final String MANIFEST =
      """
      apiVersion: v1
      kind: ServiceAccount
      metadata: {name: prometheus, namespace: monitoring}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: {name: prometheus-of-the-test}
      rules:
        - {apiGroups: [""], resources: [pods], verbs: [get, list, watch]}
      ---
      apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRoleBinding
      metadata: {name: prometheus-of-the-test}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: prometheus-of-the-test}
      subjects:
        - {kind: ServiceAccount, name: prometheus, namespace: monitoring}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: prometheus, namespace: monitoring}
      spec:
        serviceAccountName: prometheus
        terminationGracePeriodSeconds: 0
        tolerations: [{operator: Exists}]
        containers:
          - name: prometheus
            image: %s
            args:
              - --config.file=/etc/prometheus/deploy/prometheus/prometheus-kubernetes.yml
              - --storage.tsdb.path=/data
              - --query.lookback-delta=LOOKBACK
            # There is no kube-proxy here that would lead the Service's address to this one.
            env:
              - {name: KUBERNETES_SERVICE_HOST, value: 10.77.0.2}
              - {name: KUBERNETES_SERVICE_PORT, value: "6443"}
            readinessProbe: {httpGet: {path: /-/ready, port: 9090}, periodSeconds: 1}
            volumeMounts:
              - {name: config, mountPath: /etc/prometheus}
              - {name: scrape, mountPath: /etc/scrape}
              - {name: data, mountPath: /data}
        volumes:
          - name: data
            emptyDir: {}
          - name: scrape
            secret: {secretName: etcd-storage-exporter-scrape, optional: true}
          - name: config
            configMap:
              name: prometheus
              items:
                - {key: prometheus-kubernetes.yml, path: deploy/prometheus/prometheus-kubernetes.yml}
                - {key: watchdog.rules.yaml, path: deploy/prometheus/watchdog.rules.yaml}
                - {key: etcd-storage.rules.yaml, path: rules/etcd-storage.rules.yaml}
      """
          .formatted(IMAGE);

  /** Prometheus' own. */
  private static final Duration LOOKBACK = Duration.ofMinutes(5);

  private final Site site;

  private PrometheusPod(Site site) {
    this.site = site;
  }

  /** Starts it as shipped. */
  static PrometheusPod start(Site site) {
    return start(site, ShippedConfig.read(ShippedConfig.KUBERNETES));
  }

  /** Starts it with this in the place of the shipped configuration; the rules are those shipped. */
  static PrometheusPod start(Site site, String config) {
    return start(site, config, 1);
  }

  /** Starts it as shipped, but with all times divided by this. */
  static PrometheusPod startFaster(Site site, int faster) {
    return start(site, ShippedConfig.kubernetes(faster), faster);
  }

  private static PrometheusPod start(Site site, String config, int faster) {
    site.loadProgram(IMAGE, RealPrometheus.program());
    String lookback = LOOKBACK.dividedBy(faster).toMillis() + "ms";
    site.write("prometheus.yaml", MANIFEST.replace("LOOKBACK", lookback));
    site.write("prometheus-kubernetes.yml", config);
    RuleGenerator.into(
        site.files().resolve("etcd-storage.rules.yaml"), "--faster", Integer.toString(faster));
    PrometheusPod pod = new PrometheusPod(site);
    try {
      site.run(
          """
          kubectl create namespace monitoring --dry-run=client -o yaml | kubectl apply -f -
          kubectl -n monitoring create configmap prometheus --from-file=prometheus-kubernetes.yml \\
            --from-file=deploy/prometheus/watchdog.rules.yaml --from-file=etcd-storage.rules.yaml
          kubectl apply -f prometheus.yaml
          kubectl -n monitoring wait --for=condition=Ready pod/prometheus --timeout=3m
          """);
      return pod;
    } catch (Throwable e) {
      pod.close();
      throw e;
    }
  }

  PrometheusApi api() {
    return new PrometheusApi(
        path ->
            Json.parse(
                site.plane()
                    .raw("/api/v1/namespaces/monitoring/pods/prometheus:9090/proxy" + path)));
  }

  @Override
  public void close() {
    site.run(
        """
        kubectl delete -f prometheus.yaml --ignore-not-found
        kubectl delete namespace monitoring --ignore-not-found
        """);
  }
}
