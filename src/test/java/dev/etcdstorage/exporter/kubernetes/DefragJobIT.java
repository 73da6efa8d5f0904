package dev.etcdstorage.exporter.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.util.Json;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The nightly Job, run by hand. The API server stands still while the only member is at work. */
@Tag("kubernetes")
@ExtendWith(OnSite.class)
class DefragJobIT {
  private static final long MOST_AFTERWARDS = 50 << 20;

  @AfterEach
  void removeAll(Site site) {
    site.remove("defrag");
    site.etcdctl("del --prefix /etcd-storage-exporter/");
  }

  @Test
  void plansRefusesOneMemberAndReclaimsWhenItMay(Site site) {
    // Given a file that is mostly free
    site.fragment(150);
    site.run("kubectl apply -k deploy/kubernetes/defrag");

    // When a person looks at the plan
    site.readme("defrag-plan");

    // Then it says that one member is not enough
    assertThat(logOfFailed(site, "defrag-plan")).contains("single_member");

    // When the night comes
    site.run(
        "kubectl -n kube-system create job --from=cronjob/etcd-storage-exporter-defrag"
            + " defrag-night");

    // Then it is refused
    assertThat(logOfFailed(site, "defrag-night")).contains("single_member");
    long before = fileSize(site);

    // When it may
    site.write(
        "kustomization.yaml",
        """
        resources: [deploy/kubernetes/defrag]
        patches:
          - target: {kind: CronJob}
            patch: |-
              - op: add
                path: /spec/jobTemplate/spec/template/spec/containers/0/args/-
                value: --allow-single-member
        """);
    site.run(
        """
        kubectl apply -k .
        kubectl -n kube-system create job --from=cronjob/etcd-storage-exporter-defrag defrag-allowed
        kubectl -n kube-system wait --for=condition=Complete job/defrag-allowed --timeout=5m
        """);

    // Then the file is small again
    assertThat(before).isGreaterThan(100 << 20);
    assertThat(fileSize(site)).as(log(site, "defrag-allowed")).isLessThan(MOST_AFTERWARDS);

    // When
    site.run("kubectl delete -k deploy/kubernetes/defrag");

    // Then Kubernetes has nothing of it, and etcd what the next run has to know
    site.run("kubectl -n kube-system wait --for=delete job/defrag-allowed --timeout=2m");
    assertThat(site.leftInEtcd())
        .singleElement()
        .asString()
        .startsWith("/etcd-storage-exporter/runs/");
  }

  private static long fileSize(Site site) {
    List<Json> members = Json.parse(site.etcdctl("endpoint status -w json")).items();
    return members.get(0).at("Status").number("dbSize");
  }

  private static String logOfFailed(Site site, String job) {
    site.run("kubectl -n kube-system wait --for=condition=Failed job/" + job + " --timeout=3m");
    return log(site, job);
  }

  private static String log(Site site, String job) {
    return site.run("kubectl -n kube-system logs job/" + job);
  }
}
