package dev.etcdstorage.exporter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.check.Pause;
import dev.etcdstorage.exporter.testkit.data.EtcdTls;
import dev.etcdstorage.exporter.testkit.data.IssuedCertificate;
import dev.etcdstorage.exporter.testkit.data.KeyForm;
import dev.etcdstorage.exporter.testkit.data.TestCertificates;
import dev.etcdstorage.exporter.testkit.real.EndpointStatus;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.EtcdLaunch;
import dev.etcdstorage.exporter.testkit.real.EtcdUsers;
import dev.etcdstorage.exporter.testkit.real.EtcdVersion;
import dev.etcdstorage.exporter.testkit.real.RealCluster;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.Writer;
import dev.etcdstorage.exporter.testkit.util.Json;
import dev.etcdstorage.exporter.testkit.util.ManualTime;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code check} on real etcd, from the command line to the exit code. */
class CheckIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final long MIB = 1L << 20;

  @TempDir Path folder;

  static List<EtcdBinary> binaries() {
    return EtcdBinaries.lines();
  }

  private record Result(int code, String out, String err) {
    String first() {
      return out.lines().findFirst().orElse("");
    }
  }

  private static Result check(String... args) {
    ManualTime time = new ManualTime();
    return check(time, time::leap, args);
  }

  private static Result check(ManualTime time, Pause pause, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Main.commandLine(
                Map.of(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                time,
                pause)
            .execute(Stream.concat(Stream.of("check"), Arrays.stream(args)).toArray(String[]::new));
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void healthyMemberIsOkAndItsFiguresAreEtcds(EtcdBinary binary) {
    try (RealEtcd etcd = RealEtcd.start(EtcdLaunch.of(binary).quotaBytes(256 * MIB))) {
      // When
      Result text = check("--endpoints", etcd.clientUrl());
      Result json = check("--endpoints", etcd.clientUrl(), "--output", "json", "--scan");

      // Then
      assertThat(text.code()).as(text.out()).isZero();
      assertThat(text.err()).isEmpty();
      assertThat(text.first()).isEqualTo("OK: the member answers and has used 0% of its quota");
      assertThat(text.out())
          .containsPattern("(?m)^etcd-0 +leader +\\d.* 256 MiB +" + quotaSource(binary) + " +0% ")
          .contains("runs etcd " + binary.version() + " and lists no alarm")
          .contains("etcd-0: nothing to do")
          .doesNotContain("Growth");
      EndpointStatus status = etcd.etcdctl().status();
      Json document = Json.parse(json.out());
      Json member = document.list("clusters").get(0).list("members").get(0);
      assertThat(json.code()).isZero();
      assertThat(document.text("status")).isEqualTo("ok");
      assertThat(member.number("sizeBytes")).isEqualTo(status.dbSize());
      assertThat(member.number("revision")).isEqualTo(status.revision());
      assertThat(member.number("quotaBytes")).isEqualTo(256 * MIB);
      assertThat(member.text("verdict")).isEqualTo("none");
    }
  }

  private static String quotaSource(EtcdBinary binary) {
    return binary.version().isAtLeast("3.6") ? "status" : "metrics";
  }

  /** A quota filled by versions of one key; a scan tells so, and how to get out. */
  @ParameterizedTest
  @MethodSource("binaries")
  void fullMemberIsCriticalAndSaysWhatToRun(EtcdBinary binary) {
    try (RealEtcd etcd = RealEtcd.start(EtcdLaunch.of(binary).quotaBytes(16 * MIB));
        Writer writer = Writer.to(etcd.endpoint())) {
      // Given
      writer.overwriteUntilNoSpace("/registry/pods/default/a", 256 << 10);
      Poll.until("the alarm is up", SOON, () -> !etcd.etcdctl().status().errors().isEmpty());

      // When
      Result result = check("--endpoints", etcd.clientUrl(), "--scan", "--interval", "0");

      // Then
      assertThat(result.code()).as(result.out()).isEqualTo(2);
      assertThat(result.first())
          .startsWith(
              "CRITICAL: alarm NOSPACE, etcd refuses writes; raised by etcd-0; listed by etcd-0");
      assertThat(result.out())
          .contains("lists alarm NOSPACE", "old versions take ")
          .contains("\n    etcd-storage-exporter recover --endpoints " + etcd.clientUrl() + "\n")
          .containsPattern("(?m)^  pods +\\d+ +\\d");
    }
  }

  /** Every member lists the alarm; what to do depends on who raised it. */
  @ParameterizedTest
  @MethodSource("lines")
  void alarmNamesTheMemberThatRaisedIt(EtcdBinary binary) {
    try (RealCluster cluster = RealCluster.start(binary, 3);
        Writer writer = Writer.to(cluster.endpoints().get(0))) {
      // Given
      RealEtcd bad = cluster.members().get(1);
      writer.raiseCorrupt(bad.memberId());
      Poll.until(
          "all list it",
          SOON,
          () -> cluster.etcdctl().endpointStatus().stream().noneMatch(s -> s.errors().isEmpty()));

      // When
      Result all = check("--endpoints", cluster.endpoints().get(0), "--cluster", "--interval=0");
      Result one = check("--endpoints", cluster.endpoints().get(0), "--interval=0");
      Result json =
          check(
              "--endpoints",
              cluster.endpoints().get(0),
              "--cluster",
              "--interval=0",
              "--output=json");

      // Then
      assertThat(all.code()).as(all.out()).isEqualTo(2);
      assertThat(all.first())
          .startsWith(
              "CRITICAL: alarm CORRUPT, members disagree about their data; raised by etcd-1;"
                  + " listed by etcd-0, etcd-1 and etcd-2");
      // Of a member that is not asked, the member list knows the name
      assertThat(one.first()).contains("; raised by etcd-1; listed by etcd-0");
      for (Json member : Json.parse(json.out()).list("clusters").get(0).list("members")) {
        Json alarm = member.list("alarms").get(0);
        assertThat(alarm.text("alarm")).isEqualTo("corrupt");
        assertThat(alarm.text("member")).isEqualTo("etcd-1");
        assertThat(alarm.text("memberId")).isEqualTo(Long.toHexString(bad.memberId()));
      }
    }
  }

  /** What a user may see differs by release; SECURITY.md has the table. */
  @ParameterizedTest
  @MethodSource("releases")
  void whatMayNotBeSeenIsSaidWithTheReason(EtcdBinary binary) throws IOException {
    Path password = Files.writeString(folder.resolve("password"), "secret\n");
    try (RealEtcd etcd = RealEtcd.start(binary)) {
      // Given
      etcd.etcdctl().addUser("some", "secret");
      etcd.etcdctl().enableAuth("secret");
      String[] flags = {"--interval=0", "--endpoints", etcd.clientUrl()};

      // When
      Result nobody = check(flags);
      Result some = check(with(flags, "--user=some", "--password-file=" + password));
      Result root = check(with(flags, "--user=root", "--password-file=" + password));

      // Then
      boolean anyone = isOneOf(binary, "3.4.0-3.4.41", "3.5.0-3.5.27");
      boolean rootOnly = isOneOf(binary, "3.4.42-3.4.9999", "3.5.28-3.5.31", "3.6.0-3.6.11");
      assertUnknown(nobody, "etcdserver: user name is empty", anyone);
      assertUnknown(some, "etcdserver: permission denied", !rootOnly);
      assertThat(root.code()).as(root.out()).isZero();
    }
  }

  private static boolean isOneOf(EtcdBinary binary, String... ranges) {
    return Arrays.stream(ranges)
        .map(range -> range.split("-", 2))
        .anyMatch(
            range ->
                binary.version().compareTo(EtcdVersion.in(range[0])) >= 0
                    && binary.version().compareTo(EtcdVersion.in(range[1])) <= 0);
  }

  private static void assertUnknown(Result result, String why, boolean answersStatus) {
    assertThat(result.code()).as(result.out()).isEqualTo(3);
    assertThat(result.first())
        .startsWith(
            answersStatus
                ? "UNKNOWN: how many revisions etcd-0 keeps and whether anybody compacts is unknown"
                    + " (compacted revision: "
                    + why
                    + "); give --user "
                : "UNKNOWN: ")
        .contains(why);
    assertThat(result.out()).contains(answersStatus ? "etcd-0  leader" : " refuses this user ");
  }

  private static String[] with(String[] flags, String... more) {
    return Stream.concat(Arrays.stream(flags), Arrays.stream(more)).toArray(String[]::new);
  }

  static List<EtcdBinary> releases() {
    return EtcdBinaries.all();
  }

  static List<EtcdBinary> lines() {
    return EtcdBinaries.lines();
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void voterThatNeverStartedIsAWarningWithTheSum(EtcdBinary binary) {
    try (RealCluster cluster = RealCluster.start(binary, 3)) {
      String id = cluster.addUnstarted(List.of());
      String endpoint = cluster.members().get(0).clientUrl();

      Result all = check("--endpoints", endpoint, "--cluster", "--interval", "0");
      Result own = check("--endpoints", endpoint, "--interval", "0");
      Result json =
          check("--endpoints", endpoint, "--cluster", "--interval", "0", "--output", "json");

      assertThat(all.code()).as(all.out()).isEqualTo(1);
      assertThat(all.first())
          .startsWith("WARNING: " + id + " was added and never started, but counts for the quorum")
          .contains("3 of 4 members answer");
      assertThat(own.code()).as(own.out()).isEqualTo(1);
      assertThat(own.first()).startsWith("WARNING: " + id + " was added and never started");
      Json document = Json.parse(json.out()).list("clusters").get(0);
      assertThat(document.list("unwatched").get(0).text("reason")).isEqualTo("never_started");
      assertThat(document.list("notAsked").get(0).text("memberId")).isEqualTo(id);
    }
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void memberThatIsDownIsAWarningAndAMajorityIsCritical(EtcdBinary binary) {
    try (RealCluster cluster = RealCluster.start(binary, 3)) {
      RealEtcd asked = cluster.leader();
      List<RealEtcd> followers = cluster.followers();

      // Given only one endpoint, the others are named
      Result alone = check("--endpoints", asked.clientUrl(), "--interval", "0");
      assertThat(alone.code()).as(alone.out()).isZero();
      assertThat(alone.out())
          .contains("not checked")
          .contains(followers.stream().map(RealEtcd::name).toList());

      // When one is down
      followers.get(0).kill9();
      Result one = check("--endpoints", asked.clientUrl(), "--cluster", "--interval", "0");

      // Then
      assertThat(one.code()).as(one.out()).isEqualTo(1);
      assertThat(one.first())
          .startsWith("WARNING: " + followers.get(0).name() + " does not answer");
      assertThat(one.out()).containsPattern(followers.get(0).name() + " +NO ANSWER: unreachable");

      // When a second is, with a quorum no more
      followers.get(1).kill9();
      Result two = check("--endpoints", asked.clientUrl(), "--cluster", "--interval", "0");

      // Then
      assertThat(two.code()).as(two.out()).isEqualTo(2);
    }
  }

  /** Time is the test's: between the looks it writes, and says that ten seconds went by. */
  @ParameterizedTest
  @MethodSource("binaries")
  void growthBetweenTwoLooksTellsWhenItWillBeFull(EtcdBinary binary) {
    ManualTime time = new ManualTime();
    try (RealEtcd etcd = RealEtcd.start(EtcdLaunch.of(binary).quotaBytes(64 * MIB));
        Writer writer = Writer.to(etcd.endpoint())) {
      // Given more than half of the quota
      writer.fill("/before/", 160, 256 << 10);
      awaitSize(etcd, 40 * MIB);
      long before = etcd.etcdctl().status().dbSize();

      // When
      Result result =
          check(
              time,
              pause -> {
                assertThat(pause).isEqualTo(Duration.ofSeconds(10));
                writer.fill("/between/", 40, 256 << 10);
                awaitSize(etcd, before + MIB);
                time.leap(pause);
              },
              "--endpoints",
              etcd.clientUrl());

      // Then
      assertThat(result.code()).as(result.out()).isEqualTo(2);
      assertThat(result.out())
          .contains("Growth over the last 10 s\n  etcd-0: the file grows by ")
          .contains("will be full in ", "at the pace of the last 10 s");
    }
  }

  /** What was written shows in Status once etcd has committed it to the file, soon after. */
  private static void awaitSize(RealEtcd etcd, long bytes) {
    Poll.until("it shows", SOON, () -> etcd.etcdctl().status().dbSize() >= bytes);
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void readsNothingIntoTheRaftLog(EtcdBinary binary) {
    try (RealCluster cluster = RealCluster.start(binary, 3);
        Writer writer = Writer.to(cluster.leader().endpoint())) {
      // Given
      writer.fill("/registry/pods/default/", 100, 100);
      String endpoint = cluster.leader().clientUrl();
      List<Long> before = cluster.raftIndexes();

      // When
      for (int i = 0; i < 5; i++) {
        assertThat(check("--endpoints", endpoint, "--cluster", "--scan").code()).isZero();
      }

      // Then
      assertThat(cluster.raftIndexes()).isEqualTo(before);
    }
  }

  /** On 3.5: TlsIT has every line. */
  @Test
  void takesCertificatesAndPrintsThemInTheNextCommand() {
    TestCertificates ca = TestCertificates.authority("etcd-ca");
    EtcdTls tls = ca.etcdTls(folder, ca.server("127.0.0.1", "localhost"));
    IssuedCertificate client = ca.client("check");
    String[] flags = {
      "--cacert", tls.trustedCa().toString(),
      "--cert", client.writeCertificate(folder.resolve("client.crt")).toString(),
      "--key", client.writeKey(folder.resolve("client.key"), KeyForm.SEC1).toString()
    };
    try (RealEtcd etcd = RealEtcd.start(EtcdLaunch.of(EtcdBinaries.newest("3.5")).tls(tls))) {
      // When
      Result with = check(with("--endpoints", etcd.clientUrl(), flags));
      Result without =
          check("--endpoints", etcd.clientUrl(), flags[0], flags[1], "--interval", "0");

      // Then
      assertThat(with.code()).as(with.out()).isZero();
      assertThat(without.code()).isEqualTo(2);
      assertThat(without.first()).contains("does not answer (tls: ");
    }
  }

  private static String[] with(String flag, String value, String... more) {
    return Stream.concat(Stream.of(flag, value), Arrays.stream(more)).toArray(String[]::new);
  }

  /** On 3.5.30: of the releases here it alone keeps Status from users without the root role. */
  @Test
  void userThatMayNotAskIsUnknown() {
    try (EtcdUsers users = EtcdUsers.start(EtcdBinaries.newest("3.5"))) {
      Result refused =
          check(
              "--endpoints",
              users.etcd().clientUrl(),
              "--interval",
              "0",
              "--user",
              EtcdUsers.LIMITED,
              "--password-file",
              users.passwordFile().toString());

      assertThat(refused.code()).as(refused.out()).isEqualTo(3);
      assertThat(refused.first()).startsWith("UNKNOWN: ").contains("refuses this user");
    }
  }

  /** Two clusters of two lines; on which is all the same. */
  @Test
  void fileHasAllItsClustersCheckedAndTheWorstDecides() throws IOException {
    try (RealEtcd first = RealEtcd.start(EtcdBinaries.newest("3.5"));
        RealEtcd second = RealEtcd.start(EtcdBinaries.newest("3.4"))) {
      Path file =
          Files.writeString(
              folder.resolve("exporter.yaml"),
              """
              clusters:
                - {name: eu, endpoints: ["%s"]}
                - {name: us, endpoints: ["%s"]}
              """
                  .formatted(first.clientUrl(), second.clientUrl()));
      second.kill9();

      Result result = check("--config.file", file.toString(), "--interval", "0");

      assertThat(result.code()).as(result.out()).isEqualTo(2);
      assertThat(result.first()).startsWith("CRITICAL: us: ");
      assertThat(result.out()).contains("Cluster eu\n", "Cluster us\n", "etcd-0: nothing to do");
    }
  }
}
