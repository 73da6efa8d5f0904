package dev.etcdstorage.exporter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.cli.DefragAtTerminal.Ended;
import dev.etcdstorage.exporter.testkit.fake.FakeMember;
import dev.etcdstorage.exporter.testkit.fake.FakeState;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is asked, and that nothing is done without a yes; DefragCommandIT says yes. */
class DefragCommandTest {
  private static final long MIB = 1L << 20;

  private final DefragAtTerminal terminal = new DefragAtTerminal();
  private FakeMember etcd;

  @BeforeEach
  void start() {
    etcd = FakeMember.start(1_000 * MIB);
    etcd.etcd()
        .state()
        .size(400 * MIB, 100 * MIB)
        .members(FakeState.member(0xa1, "a", etcd.clientUrl()));
  }

  @AfterEach
  void close() {
    etcd.close();
  }

  private Ended run(Optional<String> typed, String... flags) {
    return terminal.run(
        typed,
        Stream.concat(Stream.of("--endpoints=" + etcd.endpoint()), Stream.of(flags))
            .toArray(String[]::new));
  }

  private String lineToAct() {
    return "  etcd-storage-exporter defrag --endpoints="
        + etcd.endpoint()
        + " --allow-single-member --yes";
  }

  private void assertNothingChanged() {
    assertThat(etcd.etcd().calls(MaintenanceGrpc.getDefragmentMethod())).isZero();
    assertThat(etcd.etcd().calls(LeaseGrpc.getLeaseGrantMethod())).isZero();
    assertThat(etcd.etcd().calls(KVGrpc.getTxnMethod())).isZero();
    assertThat(etcd.etcd().calls(KVGrpc.getPutMethod())).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "n", "no", "yet", "j", "yes, but later"})
  void whatIsNoYesChangesNothing(String answer) {
    Ended ended = run(Optional.of(answer), "--allow-single-member");

    assertThat(terminal.asked).containsExactly("Defragment 1 member? [y/N] ");
    assertThat(ended.last(1)).containsExactly("Nothing was changed.");
    assertThat(ended.code()).isEqualTo(1);
    assertNothingChanged();
  }

  @Test
  void whereNobodyCanBeAskedTheLineThatActsIsShown() {
    Ended ended = run(Optional.empty(), "--allow-single-member");

    assertThat(ended.last(2))
        .containsExactly(
            "Nothing was changed: there is no terminal to ask on. Add --yes to act:", lineToAct());
    assertThat(ended.code()).isZero();
    assertNothingChanged();
  }

  @Test
  void dryRunAsksNobodyAndItsLineToActIsNoDryRun() {
    Ended ended = run(Optional.of("y"), "--dry-run", "--allow-single-member");

    assertThat(terminal.asked).isEmpty();
    assertThat(ended.last(2)).containsExactly("Dry run: nothing was changed. To act:", lineToAct());
    assertThat(ended.code()).isZero();
    assertNothingChanged();
  }

  @Test
  void whatAGuardRefusesIsNotAskedFor() {
    Ended ended = run(Optional.of("y"));

    assertThat(terminal.asked).isEmpty();
    assertThat(ended.last(1))
        .singleElement()
        .asString()
        .startsWith("Refused, nothing was changed. single_member: ");
    assertThat(ended.code()).isEqualTo(1);
    assertNothingChanged();
  }

  @Test
  void whereNothingIsDueNothingIsAskedFor() {
    etcd.etcd().state().size(400 * MIB, 300 * MIB);

    Ended ended = run(Optional.of("y"), "--allow-single-member");

    assertThat(terminal.asked).isEmpty();
    assertThat(ended.last(1)).containsExactly("Nothing is due.");
    assertThat(ended.code()).isZero();
    assertNothingChanged();
  }
}
