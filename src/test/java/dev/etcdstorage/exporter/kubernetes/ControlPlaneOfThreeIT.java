package dev.etcdstorage.exporter.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.ScrapedPage;
import dev.etcdstorage.exporter.testkit.real.RunningCommand;
import dev.etcdstorage.exporter.testkit.util.Command;
import dev.etcdstorage.exporter.testkit.util.Json;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * The DaemonSet on a control plane of three nodes: an exporter beside each member, which know of
 * each other only by etcd.
 */
@Tag("kubernetes")
@TestInstance(Lifecycle.PER_CLASS)
class ControlPlaneOfThreeIT {
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final List<Integer> NODES = List.of(1, 2, 3);

  /** More than a tenth of the quota is worth it. */
  private static final int FILLER = 60;

  private static final Pattern STEP =
      Pattern.compile("\"ts\":\"([^\"]+)\".*\"msg\":\"(starting|finished) defragment\"");

  private final Site site = Site.ofThreeNodes();

  @AfterAll
  void close() {
    site.close();
  }

  @AfterEach
  void removeAll() {
    site.run("kubectl delete --ignore-not-found -k deploy/kubernetes/defrag");
    site.remove("daemonset");
    site.etcdctl("del --prefix /etcd-storage-exporter/");
  }

  @Test
  void threeCommandsInstallAnExporterBesideEachMemberAndTheLeadersScans() {
    // Given
    assertThat(site.run("kubectl get nodes --no-headers").lines())
        .hasSize(3)
        .allMatch(node -> node.contains(" Ready "));
    assertThat(site.etcdctl("member list").lines())
        .hasSize(3)
        .allMatch(member -> member.contains(", started, ") && member.endsWith(", false"));

    // When
    String said = site.readme("kubectl apply -k deploy/kubernetes/daemonset");

    // Then each sees the member of its node, and no other
    assertThat(said).contains("successfully rolled out").doesNotContain("Warning");
    for (int node : NODES) {
      ScrapedPage page = page(node);
      assertThat(page.members("etcd_storage_up")).containsExactly("node" + node);
      assertThat(page.of("node" + node, "etcd_storage_up")).isEqualTo(1);
      assertThat(page.of("node" + node, "etcd_storage_quota_bytes")).isEqualTo(Site.QUOTA);
    }

    // and one scans
    awaitScanBesideTheLeader();
  }

  @Test
  void theScanFollowsTheLeaderAndAMemberThatIsAwayIsAwayOnItsOwnPageOnly() {
    // Given exporters that scan often, so that they soon look whose turn it is
    install("--keyspace.scan-interval=10s");
    awaitScanBesideTheLeader();

    // When another member becomes the leader
    int away = leader() == 3 ? 2 : 3;
    moveLeader(away);

    // Then its exporter scans, and no other
    awaitScanBesideTheLeader();
    assertThat(leader()).isEqualTo(away);

    // When its etcd ends
    site.node(away).shell("mv /etc/kubernetes/manifests/etcd.yaml /etc/kubernetes/");

    // Then the page beside it says so, and those of the others that all is well with theirs
    String member = "node" + away;
    Poll.until(
        () -> member + " is away:\n" + page(away).ours(),
        LIMIT,
        () -> page(away).of(member, "etcd_storage_up") == 0);
    awaitScanBesideTheLeader();
    for (int node : others(away)) {
      assertThat(page(node).of("node" + node, "etcd_storage_up")).isEqualTo(1);
      assertThat(page(node).of("node" + node, "etcd_storage_has_leader")).isEqualTo(1);
    }
    assertThat(page(away).find("etcd_storage_keyspace_working", "part", "watch")).hasValue(0);

    // and whoever is to change the cluster knows all three
    Command.Result refused =
        site.plane().tryShell(site.files(), inPod(others(away).get(0), "defrag --yes"));
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.stdout()).contains("member_unreachable").contains(member);

    // When it comes back
    site.node(away).shell("mv /etc/kubernetes/etcd.yaml /etc/kubernetes/manifests/");

    // Then the same three exporters see the same three members, and missed nothing
    Poll.until(
        () -> member + " is back:\n" + page(away).ours(),
        LIMIT,
        () ->
            page(away).of(member, "etcd_storage_up") == 1
                && page(away).value("etcd_storage_keyspace_working", "part", "watch") == 1
                && page(away).value("etcd_storage_revisions_pending") == 0);
    awaitScanBesideTheLeader();
    for (int node : NODES) {
      assertThat(page(node).value("etcd_storage_revisions_missed_total")).isZero();
    }
    assertThat(
            site.run(
                "kubectl -n kube-system get pods -l "
                    + Site.DAEMONSET
                    + " -o jsonpath='{.items[*].status.containerStatuses[*].restartCount}'"))
        .isEqualTo("0 0 0");
  }

  @Test
  void ofThreeSchedulesOneDefragmentsEachMemberOnce() {
    // Given
    fragment();
    Instant began = Instant.now();
    try (RunningCommand lock = watchTheLock()) {

      // When three exporters begin at the same moment, and one is beside the leader
      int first = leader();
      install("--maintenance.enabled");
      Poll.until(
          () -> "all are done: " + defragmentations(began) + "\n" + log(first),
          LIMIT,
          () -> log(first).contains("msg=\"maintenance is done\""));

      // Then it did it, one member at a time, and its own last
      assertEachOnceAndNeverTwoAtATime(began);
      assertThat(defragmentations(began).get(2).node()).isEqualTo(first);
      for (int node : NODES) {
        assertThat(
                page(first)
                    .value(
                        "etcd_storage_maintenance_runs_total",
                        "member",
                        "node" + node,
                        "result",
                        "success"))
            .isEqualTo(1);
      }

      // and when the exporter beside the new leader looks, it finds nothing left to do
      int next = leader();
      assertThat(next).isNotEqualTo(first);
      Poll.until(
          () -> "it looked:\n" + log(next),
          LIMIT,
          () -> log(next).lines().filter(line -> line.contains("plan=leave")).count() == 3);
      assertEachOnceAndNeverTwoAtATime(began);
      for (int node : others(first)) {
        assertThat(log(node)).contains("maintenance is enabled");
        assertThat(page(node).all("etcd_storage_maintenance_runs_total"))
            .allMatch(runs -> runs.value() == 0);
      }
      assertThat(page(next).members("etcd_storage_maintenance_last_success_timestamp_seconds"))
          .containsExactly("node1", "node2", "node3");

      // and there was one lock, which nobody has any more
      assertThat(holders(lock)).containsExactly("node" + first);
    }
  }

  @Test
  void ofThreeCommandsAndTheNightsJobAtOnceOneDefragmentsEachMemberOnce() {
    // Given
    install();
    site.run("kubectl apply -k deploy/kubernetes/defrag");
    fragment();
    Instant began = Instant.now();
    List<RunningCommand> commands = new ArrayList<>();
    try (RunningCommand lock = watchTheLock()) {

      // When
      for (int node : NODES) {
        commands.add(site.plane().background(inPod(node, "defrag --yes")));
      }
      site.run(
          "kubectl -n kube-system create job --from=cronjob/etcd-storage-exporter-defrag night");

      // Then one did it, and the others were refused or came too late
      List<String> said = new ArrayList<>();
      for (RunningCommand command : commands) {
        command.exitCode();
        said.add(command.output());
      }
      said.add(logOfTheJob());
      assertThat(said).filteredOn(text -> text.contains("Done. 3 members defragmented")).hasSize(1);
      assertThat(said)
          .filteredOn(text -> !text.contains("Done. 3 members defragmented"))
          .allMatch(text -> text.contains("locked") || text.contains("othing"));
      assertEachOnceAndNeverTwoAtATime(began);
      assertThat(holders(lock)).isNotEmpty();
    } finally {
      commands.forEach(RunningCommand::close);
    }
  }

  private String logOfTheJob() {
    return Poll.answer(
        () -> "the job has ended",
        LIMIT,
        () -> {
          Json status =
              Json.parse(site.run("kubectl -n kube-system get job night -o json")).at("status");
          return status.list("conditions").isEmpty()
              ? Optional.empty()
              : Optional.of(site.run("kubectl -n kube-system logs job/night"));
        });
  }

  /** As a user does it who adds flags. */
  private void install(String... flags) {
    String patch =
        Arrays.stream(flags)
            .map(
                flag ->
                    """
                          - op: add
                            path: /spec/template/spec/containers/0/args/-
                            value: %s
                    """
                        .formatted(flag))
            .collect(Collectors.joining());
    site.write(
        "kustomization.yaml",
        "resources: [deploy/kubernetes/daemonset]\n"
            + (patch.isEmpty()
                ? ""
                : "patches:\n  - target: {kind: DaemonSet}\n    patch: |-\n" + patch));
    site.run(
        """
        kubectl apply -k .
        kubectl -n kube-system rollout status daemonset/etcd-storage-exporter --timeout=3m
        """);
  }

  /** The file of every member is mostly free pages, and is to be looked at. */
  private void fragment() {
    site.fragment(FILLER);
    Poll.until(
        "all members have free pages",
        LIMIT,
        () ->
            Json.parse(site.etcdctl("endpoint status --cluster -w json")).items().stream()
                .map(member -> member.at("Status"))
                .allMatch(status -> status.number("dbSize") > 3 * status.number("dbSizeInUse")));
  }

  /** One member as etcd tells of it. */
  private record Member(int node, String id, boolean leads) {
    private static final Pattern TOLD =
        Pattern.compile("https://10\\.77\\.0\\.(\\d):2379, ([0-9a-f]+), .*");

    static Member parse(String line) {
      Matcher told = TOLD.matcher(line);
      if (!told.matches()) {
        throw new AssertionError("Not a member's status: " + line);
      }
      return new Member(
          Integer.parseInt(told.group(1)) - 1, told.group(2), line.contains(", true, "));
    }
  }

  private List<Member> members() {
    return site.etcdctl("endpoint status --cluster").lines().map(Member::parse).toList();
  }

  /** The node whose member leads. */
  private int leader() {
    return members().stream().filter(Member::leads).findFirst().orElseThrow().node();
  }

  private void moveLeader(int to) {
    String id =
        members().stream().filter(member -> member.node() == to).findFirst().orElseThrow().id();
    site.etcdctl(leader(), "move-leader " + id);
  }

  private static List<Integer> others(int node) {
    return NODES.stream().filter(other -> other != node).toList();
  }

  private String pod(int node) {
    return site.run(
            "kubectl -n kube-system get pods -o name -l %s --field-selector=spec.nodeName=node%d"
                .formatted(Site.DAEMONSET, node))
        .strip()
        .replace("pod/", "");
  }

  private ScrapedPage page(int node) {
    return site.plane().page("kube-system", pod(node));
  }

  private String log(int node) {
    return site.run("kubectl -n kube-system logs " + pod(node));
  }

  private String inPod(int node, String command) {
    return "kubectl -n kube-system exec %s -- etcd-storage-exporter %s"
        .formatted(pod(node), command);
  }

  private void awaitScanBesideTheLeader() {
    Poll.until(
        () ->
            "the leader's exporter scans, and no other: "
                + NODES.stream().map(node -> page(node).ours()).toList(),
        LIMIT,
        () -> {
          List<ScrapedPage> pages = NODES.stream().map(this::page).toList();
          List<Boolean> leads =
              pages.stream()
                  .map(page -> page.all("etcd_storage_is_leader"))
                  .map(is -> is.stream().anyMatch(series -> series.value() == 1))
                  .toList();
          return Collections.frequency(leads, true) == 1
              && leads.equals(pages.stream().map(ControlPlaneOfThreeIT::scans).toList())
              && leads.equals(pages.stream().map(ControlPlaneOfThreeIT::hasScanned).toList());
        });
  }

  private static boolean scans(ScrapedPage page) {
    return page.value("etcd_storage_keyspace_working", "part", "scan") == 1;
  }

  private static boolean hasScanned(ScrapedPage page) {
    return page.find("etcd_storage_scan_keys").isPresent();
  }

  /** By etcd's own log, on one clock. */
  private record Defragmentation(int node, OffsetDateTime began, OffsetDateTime ended) {}

  private List<Defragmentation> defragmentations(Instant since) {
    List<Defragmentation> found = new ArrayList<>();
    for (int node : NODES) {
      OffsetDateTime began = OffsetDateTime.MIN;
      Matcher step = STEP.matcher(site.run("kubectl -n kube-system logs etcd-node" + node));
      while (step.find()) {
        OffsetDateTime at = OffsetDateTime.parse(step.group(1));
        if (step.group(2).equals("starting")) {
          began = at;
        } else if (began.toInstant().isAfter(since)) {
          found.add(new Defragmentation(node, began, at));
        }
      }
    }
    return found.stream().sorted(Comparator.comparing(Defragmentation::began)).toList();
  }

  private void assertEachOnceAndNeverTwoAtATime(Instant since) {
    List<Defragmentation> done = defragmentations(since);
    assertThat(done).extracting(Defragmentation::node).containsExactlyInAnyOrderElementsOf(NODES);
    for (int i = 1; i < done.size(); i++) {
      assertThat(done.get(i).began()).isAfter(done.get(i - 1).ended());
    }
  }

  /** All that happens to it from now on. */
  private RunningCommand watchTheLock() {
    long now = Json.parse(site.etcdctl("get nothing -w json")).at("header").number("revision");
    return site.beginEtcdctl("watch /etcd-storage-exporter/lock --rev=" + (now + 1));
  }

  /** Who took it, one after the other; each gave it back before the next, and so did the last. */
  private static List<String> holders(RunningCommand lock) {
    Poll.until(
        () -> "it was given back:\n" + lock.output(),
        LIMIT,
        () -> count("PUT", lock) > 0 && count("PUT", lock) == count("DELETE", lock));
    assertThat(lock.output().lines().filter(line -> line.equals("PUT") || line.equals("DELETE")))
        .as(lock.output())
        .containsExactlyElementsOf(
            Collections.nCopies((int) count("PUT", lock), List.of("PUT", "DELETE")).stream()
                .flatMap(List::stream)
                .toList());
    return lock.output()
        .lines()
        .filter(line -> line.startsWith("host="))
        .map(line -> line.replace("host=", ""))
        .toList();
  }

  private static long count(String event, RunningCommand lock) {
    return lock.output().lines().filter(event::equals).count();
  }
}
