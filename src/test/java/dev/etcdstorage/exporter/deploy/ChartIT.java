package dev.etcdstorage.exporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.etcdstorage.exporter.testkit.data.Manifest;
import dev.etcdstorage.exporter.testkit.real.Helm;
import dev.etcdstorage.exporter.testkit.util.Command;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The chart on Helm 3 and 4: what each of them makes of values, and which values they refuse. */
class ChartIT {
  private static final String HASH = "$2y$10$" + "a".repeat(53);

  private static final Set<String> LABELS = Set.of("labels", "matchLabels");

  private static final String ALL_AT_ONCE =
      """
      image: {digest: "sha256:%s", pullPolicy: Always}
      imagePullSecrets: [{name: registry}]
      commonLabels: {team: etcd}
      podLabels: {mesh: "off"}
      podAnnotations: {note: "yes"}
      extraArgs: [--keyspace.hide-keys]
      web: {port: 10028, tlsSecret: page, users: {prometheus: %s}}
      service: {annotations: {note: "yes"}}
      serviceMonitor:
        enabled: true
        labels: {release: prometheus}
        basicAuth: {username: {name: scrape, key: username}, password: {name: scrape, key: password}}
        relabelings: [{action: labeldrop, regex: pod}]
        metricRelabelings: [{action: drop, sourceLabels: [__name__], regex: jvm_.*}]
      podMonitor: {enabled: true, namespaces: [etcd]}
      prometheusRule: {enabled: true, labels: {release: prometheus}}
      dashboards: {enabled: true, annotations: {grafana_folder: etcd}}
      """
          .formatted("0".repeat(64), HASH);

  private static final String DEFRAG =
      """
      etcd: {endpoint: "https://$(HOST_IP):2379", caFile: /ca.crt, certFile: /c.crt, keyFile: /c.key}
      daemonset: {nonroot: true, nodeSelector: {role: etcd}, tolerations: [], maxUnavailable: 2}
      defrag:
        enabled: true
        timeZone: Europe/Berlin
        allowSingleMember: true
        extraArgs: [--fragmentation=0.4]
      """;

  private static final String CENTRAL =
      ALL_AT_ONCE
          + """
          mode: central
          central:
            clusters:
              - {name: plain, endpoints: [http://10.0.0.1:2379], secretName: ""}
              - name: own
                endpoints: [https://10.0.0.2:2379]
                secretName: issued
                tls: {serverName: etcd.example.org}
                auth: {username: exporter, passwordFile: /etc/etcd-storage-exporter/certs/own/password}
            clusterFiles: {configMapName: fleet, secretName: certs}
            config: {keyspace: {hideKeys: true}, web: {jvmMetrics: all}}
            nodeSelector: {role: watch}
            tolerations: [{operator: Exists}]
            affinity: {nodeAffinity: {}}
            priorityClassName: high
          """;

  /** Every distribution as it is and with all that can be set, and the other modes. */
  private static List<String> allValues() {
    Stream<String> distributions =
        Stream.of("kubeadm", "k3s", "rke2", "talos")
            .map(name -> "distribution: " + name + "\n")
            .flatMap(name -> Stream.of(name, name + DEFRAG + ALL_AT_ONCE));
    Stream<String> others =
        Stream.of(
            CENTRAL,
            CENTRAL + "distribution: openshift\n",
            "mode: sidecar\n" + ALL_AT_ONCE.replaceAll("(?s)web:.*?(podMonitor)", "$1"));
    return Stream.concat(distributions, others).toList();
  }

  static List<Arguments> values() {
    return each(allValues());
  }

  private static List<Arguments> each(List<?> cases) {
    return Helm.all().stream()
        .flatMap(helm -> cases.stream().map(each -> Arguments.of(helm, each)))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("values")
  void helmLintsItStrictlyAndNoFieldOfWhatItMakesIsUnknown(Helm helm, String values) {
    Command.Result linted = helm.lint(values);
    assertThat(linted.exitCode()).as(linted.stdout() + linted.stderr()).isZero();
    assertThat(linted.stdout()).doesNotContain("[WARNING]", "[ERROR]");

    List<Manifest> made = helm.template("night", "kube-system", values);

    assertThat(made)
        .isNotEmpty()
        .allSatisfy(each -> assertThatCode(each::model).as("%s", each).doesNotThrowAnyException());
  }

  /** So that two releases can be in one namespace. */
  @Test
  void everyNameBeginsWithTheReleaseAndNoneStandsTwice() {
    for (String values : allValues()) {
      assertThat(Helm.newest().template("night", "kube-system", values))
          .extracting(Manifest::toString)
          .doesNotHaveDuplicates()
          .allMatch(each -> each.split(" ", 2)[1].startsWith("night-etcd-storage-exporter"));
    }
  }

  /** Unquoted, these would be a truth and a number, and the API server refuses both for a name. */
  @Test
  void aReleaseMayBeCalledLikeATruthAndANamespaceLikeANumber() {
    String values =
        """
        fullnameOverride: "7"
        nameOverride: "yes"
        mode: central
        networkPolicy: {namespaces: ["1"]}
        web: {tlsSecret: "2"}
        central:
          priorityClassName: "3"
          clusters: [{name: "4", secretName: "5", endpoints: [http://e]}]
          clusterFiles: {configMapName: "6", secretName: "8"}
        """;

    assertThat(Helm.newest().template("on", "2", values))
        .isNotEmpty()
        .allSatisfy(each -> assertTextsAreTexts(each.fields(), ""));
  }

  private static void assertTextsAreTexts(Object value, String below) {
    if (value instanceof Map<?, ?> map) {
      map.forEach(
          (key, field) -> {
            if (LABELS.contains(below) || isName(String.valueOf(key))) {
              assertThat(field).as("%s: %s", below, key).isInstanceOf(String.class);
            }
            assertTextsAreTexts(field, String.valueOf(key));
          });
    } else if (value instanceof List<?> list) {
      list.forEach(item -> assertTextsAreTexts(item, ""));
    }
  }

  private static boolean isName(String key) {
    return key.endsWith("name") || key.endsWith("Name") || key.equals("namespace");
  }

  /** Values, and what the schema says of them. */
  private record Refusal(String values, String words) {}

  private static final List<Refusal> REFUSED =
      List.of(
          new Refusal(
              "distribution: minikube", "at '/distribution': value must be one of 'kubeadm'"),
          new Refusal("mode: both", "at '/mode': value must be one of 'daemonset'"),
          new Refusal("mode: central", "at '/central/clusters': minItems: got 0, want 1"),
          new Refusal("distribution: openshift", "at '/mode': value must be 'central'"),
          new Refusal(
              "{mode: sidecar, defrag: {enabled: true}}", "at '/defrag/enabled': value must"),
          new Refusal("imgae: {}", "additional properties 'imgae' not allowed"),
          new Refusal("image: {tga: x}", "at '/image': additional properties 'tga' not allowed"),
          new Refusal("image: {digest: latest}", "at '/image/digest': 'latest' does not match"),
          new Refusal("web: {port: 0}", "at '/web/port': minimum: got 0, want 1"),
          new Refusal("web: {port: '80'}", "at '/web/port': got string, want integer"),
          new Refusal("web: {users: {me: secret}}", "at '/web/users/me': 'secret' does not match"),
          new Refusal(
              "web: {existingSecret: mine, tlsSecret: too}", "at '/web/tlsSecret': maxLength: got"),
          new Refusal("defrag: {schedule: nightly}", "at '/defrag/schedule': 'nightly' does not"),
          new Refusal("defrag: {enabled: 'yes'}", "at '/defrag/enabled': got string, want boolean"),
          new Refusal("etcd: {endpoint: '10.0.0.1:2379'}", "at '/etcd/endpoint': '10.0.0.1:2379'"),
          new Refusal("etcd: {caFile: ca.crt}", "at '/etcd/caFile': 'ca.crt' does not match"),
          new Refusal(
              "{mode: central, central: {clusters: [{name: work, endpoints: [http://e]}]}}",
              "at '/central/clusters/0/name': 'not' failed"),
          new Refusal(
              "{mode: central, central: {clusters: [{name: eu}]}}",
              "at '/central/clusters/0': missing property 'endpoints'"),
          new Refusal(
              "{mode: central, central: {clusters: [{name: eu, endpoint: http://e}]}}",
              "additional properties 'endpoint' not allowed"),
          new Refusal(
              "{mode: central, central: {clusterFiles: {secretName: Fleet}}}",
              "at '/central/clusterFiles/secretName': 'Fleet' does not match"),
          new Refusal(
              "{mode: central, central: {clusterFiles: {secret: fleet}}}",
              "at '/central/clusterFiles': additional properties 'secret' not allowed"),
          new Refusal(
              "prometheusRule: {thresholds: {fragmentation: 50}}",
              "at '/prometheusRule/thresholds/fragmentation': maximum: got 50, want 1"),
          new Refusal(
              "prometheusRule: {thresholds: {stalled_for: 7200}}",
              "at '/prometheusRule/thresholds/stalled_for': got number, want string"),
          new Refusal(
              "prometheusRule: {thresholds: {fragmentation: null}}",
              "at '/prometheusRule/thresholds': missing property 'fragmentation'"),
          new Refusal(
              "prometheusRule: {thresholds: {fragmentatoin: 0.4}}",
              "additional properties 'fragmentatoin' not allowed"));

  static List<Arguments> refused() {
    return each(REFUSED);
  }

  @ParameterizedTest
  @MethodSource("refused")
  void aWrongValueIsRefusedWithItsPlace(Helm helm, Refusal refusal) {
    Command.Result said = helm.tryTemplate("night", "kube-system", refusal.values());

    assertThat(said.exitCode()).isNotZero();
    assertThat(said.stdout()).isEmpty();
    assertThat(said.stderr()).contains(refusal.words());
  }
}
