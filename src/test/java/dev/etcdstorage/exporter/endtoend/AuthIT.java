package dev.etcdstorage.exporter.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.ScrapedPage;
import dev.etcdstorage.exporter.testkit.real.EtcdBinaries;
import dev.etcdstorage.exporter.testkit.real.EtcdBinary;
import dev.etcdstorage.exporter.testkit.real.EtcdLaunch;
import dev.etcdstorage.exporter.testkit.real.EtcdVersion;
import dev.etcdstorage.exporter.testkit.real.RealEtcd;
import dev.etcdstorage.exporter.testkit.real.RunningExporter;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An etcd with users: right ones, wrong ones, and tokens that end. On every release that is there,
 * since a patch release of 3.5 changed who gets Status.
 */
class AuthIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String PASSWORD = "root-secret-4711";
  private static final String NEW_PASSWORD = "root-secret-4712";
  private static final String ALICES = "alice-secret-4713";
  private static final String WRONG = "wrong-secret-4714";

  @TempDir private Path folder = Path.of("");

  static List<EtcdBinary> binaries() {
    return EtcdBinaries.all();
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void everyUserGetsWhatItsRightsAllowAndTheReasonWhereNot(EtcdBinary binary) throws IOException {
    try (RealEtcd etcd = startWithUsers(launch(binary))) {
      Path wrong = password("wrong", WRONG);
      Path file =
          Files.writeString(
              folder.resolve("users.yaml"),
              """
              web: {listenAddresses: ["127.0.0.1:0"]}
              clusters:
                - {name: root, endpoints: [ENDPOINT], auth: {username: root, passwordFile: %s}}
                - {name: wrong, endpoints: [ENDPOINT], auth: {username: root, passwordFile: %s}}
                - {name: alice, endpoints: [ENDPOINT], auth: {username: alice, passwordFile: %s}}
                - {name: nobody, endpoints: [ENDPOINT]}
              """
                  .formatted(password("root", PASSWORD), wrong, password("alice", ALICES))
                  .replace("ENDPOINT", "\"" + etcd.clientUrl() + "\""));

      try (RunningExporter exporter = RunningExporter.configured(file)) {
        ScrapedPage page = exporter.metrics();

        // The root role sees all
        assertThat(up(page, "root")).as(exporter.log()).isEqualTo(1);
        assertThat(page.value("etcd_storage_compacted_revision", "etcd_cluster", "root")).isZero();
        assertThat(
                page.value("etcd_storage_member_info", "etcd_cluster", "root", "member", "etcd-0"))
            .isEqualTo(1);

        // a wrong password is told
        assertThat(up(page, "wrong")).isZero();
        assertThat(errors(page, "wrong", "unauthenticated")).isPositive();

        // and the others get Status only from an etcd that gives it to them
        Map<String, Boolean> answered =
            Map.of(
                "alice", etcd.etcdctl().withUser("alice", ALICES).answersStatus(),
                "nobody", etcd.etcdctl().answersStatus());
        assertThat(answered).isEqualTo(statusIsFor(binary.version()));
        for (String user : List.of("alice", "nobody")) {
          String reason = user.equals("alice") ? "permission_denied" : "unauthenticated";
          assertThat(up(page, user))
              .as(user)
              .isEqualTo(Boolean.TRUE.equals(answered.get(user)) ? 1 : 0);
          assertThat(errors(page, user, reason)).as(user).isPositive();
          assertThat(page.all("etcd_storage_compacted_revision", "etcd_cluster", user)).isEmpty();
          // once, whether it is the member or a part of its values that is missing
          assertThat(exporter.logged("etcd_cluster=" + user, "reason=" + reason)).hasSize(1);
        }

        // When the wrong password is corrected, then a scrape soon after uses it
        Files.writeString(wrong, PASSWORD + "\n");
        Poll.until(
            () -> "the corrected password is used:\n" + exporter.log(),
            SOON,
            () -> up(exporter.metrics(), "wrong") == 1);
        assertThat(exporter.log()).doesNotContain("secret");
      }
    }
  }

  /**
   * To anybody at first, from 3.5.28 to root only, on the 3.6 and 3.7 that run here to any user.
   */
  private static Map<String, Boolean> statusIsFor(EtcdVersion version) {
    boolean anybody = version.compareTo(EtcdVersion.in("3.5.28")) < 0;
    return Map.of("alice", anybody || version.isAtLeast("3.6"), "nobody", anybody);
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void tokensThatARestartLosesAreRenewedInTheSameScrape(EtcdBinary binary) throws IOException {
    try (RealEtcd etcd = startWithUsers(launch(binary));
        RunningExporter exporter = asRoot(etcd, password("root", PASSWORD))) {
      assertRootSeesAll(exporter);

      etcd.restart();

      assertRootSeesAll(exporter);
      assertThat(exporter.wronglyLogged("member does not answer")).isEmpty();
      assertThat(exporter.log()).doesNotContain("secret");
    }
  }

  static List<EtcdBinary> lines() {
    return EtcdBinaries.lines();
  }

  @ParameterizedTest
  @MethodSource("lines")
  void tokensThatExpireAreRenewedInTheSameScrape(EtcdBinary binary) throws IOException {
    EtcdLaunch launch = launch(binary).flag("--auth-token-ttl=1").flag("--log-level=debug");
    try (RealEtcd etcd = startWithUsers(launch);
        RunningExporter exporter = asRoot(etcd, password("root", PASSWORD))) {
      for (long round = 1; round <= 2; round++) {
        long dropped = round;
        assertRootSeesAll(exporter);
        Poll.until("etcd drops the exporter's token", SOON, () -> droppedTokens(etcd) == dropped);
      }
      assertRootSeesAll(exporter);
    }
  }

  /** A change of the password ends its user's tokens from 3.5 on; with 3.4 they go on. */
  static List<EtcdBinary> linesThatEndTokens() {
    return lines().stream().filter(binary -> binary.version().isAtLeast("3.5")).toList();
  }

  @ParameterizedTest
  @MethodSource("linesThatEndTokens")
  void changedPasswordIsReadFromItsFile(EtcdBinary binary) throws IOException {
    Path file = password("root", PASSWORD);
    try (RealEtcd etcd = startWithUsers(launch(binary));
        RunningExporter exporter = asRoot(etcd, file)) {
      assertRootSeesAll(exporter);

      // When etcd has a new password, which ends the tokens of the old one
      etcd.etcdctl().withUser("root", PASSWORD).changePassword("root", NEW_PASSWORD);
      ScrapedPage page = exporter.metrics();
      assertThat(page.value("etcd_storage_up")).isZero();
      assertThat(page.value("etcd_storage_scrape_errors_total", "reason", "unauthenticated"))
          .isEqualTo(1);

      // and the file follows, then a scrape soon after is fine
      Files.writeString(file, NEW_PASSWORD);
      Poll.until(
          "the new password is used",
          SOON,
          () -> exporter.metrics().of("etcd-0", "etcd_storage_up") == 1);
      assertThat(exporter.logged("member does not answer")).hasSize(1);
      assertThat(exporter.log()).doesNotContain("secret");
    }
  }

  private static long droppedTokens(RealEtcd etcd) {
    return etcd.log().lines().filter(line -> line.contains("deleted a simple token")).count();
  }

  private static EtcdLaunch launch(EtcdBinary binary) {
    return EtcdLaunch.of(binary).flag("--bcrypt-cost=4");
  }

  private static RealEtcd startWithUsers(EtcdLaunch launch) {
    RealEtcd etcd = RealEtcd.start(launch);
    try {
      etcd.etcdctl().addRole("reader", "/app/");
      etcd.etcdctl().addUser("alice", ALICES);
      etcd.etcdctl().grantRole("alice", "reader");
      etcd.etcdctl().enableAuth(PASSWORD);
      return etcd;
    } catch (RuntimeException | Error e) {
      etcd.close();
      throw e;
    }
  }

  private static RunningExporter asRoot(RealEtcd etcd, Path passwordFile) {
    return RunningExporter.start(
        "--endpoints",
        etcd.endpoint(),
        "--user",
        "root",
        "--password-file",
        passwordFile.toString(),
        // Its looks would keep a token alive that the test lets end.
        "--keyspace=off");
  }

  private static void assertRootSeesAll(RunningExporter exporter) {
    ScrapedPage page = exporter.metrics();
    assertThat(page.of("etcd-0", "etcd_storage_up")).as(exporter.log()).isEqualTo(1);
    assertThat(page.of("etcd-0", "etcd_storage_compacted_revision")).isZero();
    for (ScrapedPage.Series errors : page.all("etcd_storage_scrape_errors_total")) {
      assertThat(errors.value()).as(errors.toString()).isZero();
    }
  }

  private Path password(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name + ".password"), text + "\n");
  }

  private static double up(ScrapedPage page, String cluster) {
    return page.value("etcd_storage_up", "etcd_cluster", cluster);
  }

  private static double errors(ScrapedPage page, String cluster, String reason) {
    return page.value(
        "etcd_storage_scrape_errors_total", "etcd_cluster", cluster, "reason", reason);
  }
}
