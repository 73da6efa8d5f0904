package dev.etcdstorage.exporter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.fake.FakeMember;
import dev.etcdstorage.exporter.testkit.fake.FakeState;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is asked, and that nothing is done without a yes; DefragCommandIT says yes. */
class DefragCommandTest {
  private static final long MIB = 1L << 20;

  private final List<String> asked = new ArrayList<>();
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

  /** How it ended, and its last lines. */
  private record Ended(int code, List<String> lines) {
    List<String> last(int count) {
      return lines.subList(lines.size() - count, lines.size());
    }
  }

  private Ended run(Terminal terminal, String... flags) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    int code =
        Main.commandLine(
                Map.of(
                    "defrag",
                    () -> new DefragCommand(stream, stream, terminal, new FlagVariables(Map.of()))),
                Map.of(),
                stream,
                stream)
            .execute(
                Stream.concat(
                        Stream.of("defrag", "--endpoints=" + etcd.endpoint()), Stream.of(flags))
                    .toArray(String[]::new));
    return new Ended(code, out.toString(StandardCharsets.UTF_8).lines().toList());
  }

  private Terminal typing(String answer) {
    return new Terminal() {
      @Override
      public boolean present() {
        return true;
      }

      @Override
      public String ask(String question) {
        asked.add(question);
        return answer;
      }
    };
  }

  private static Terminal none() {
    return new Terminal() {
      @Override
      public boolean present() {
        return false;
      }

      @Override
      public String ask(String question) {
        throw new AssertionError("nobody is there to be asked");
      }
    };
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
    Ended ended = run(typing(answer), "--allow-single-member");

    assertThat(asked).containsExactly("Defragment 1 member? [y/N] ");
    assertThat(ended.last(1)).containsExactly("Nothing was changed.");
    assertThat(ended.code()).isEqualTo(1);
    assertNothingChanged();
  }

  @Test
  void whereNobodyCanBeAskedTheLineThatActsIsShown() {
    Ended ended = run(none(), "--allow-single-member");

    assertThat(ended.last(2))
        .containsExactly(
            "Nothing was changed: there is no terminal to ask on. Add --yes to act:",
            "  etcd-storage-exporter defrag --endpoints="
                + etcd.endpoint()
                + " --allow-single-member --yes");
    assertThat(ended.code()).isZero();
    assertNothingChanged();
  }

  @Test
  void dryRunAsksNobodyAndItsLineToActIsNoDryRun() {
    Ended ended = run(typing("y"), "--dry-run", "--allow-single-member");

    assertThat(asked).isEmpty();
    assertThat(ended.last(2))
        .containsExactly(
            "Dry run: nothing was changed. To act:",
            "  etcd-storage-exporter defrag --endpoints="
                + etcd.endpoint()
                + " --allow-single-member --yes");
    assertThat(ended.code()).isZero();
    assertNothingChanged();
  }

  @Test
  void whatAGuardRefusesIsNotAskedFor() {
    Ended ended = run(typing("y"));

    assertThat(asked).isEmpty();
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

    Ended ended = run(typing("y"), "--allow-single-member");

    assertThat(asked).isEmpty();
    assertThat(ended.last(1)).containsExactly("Nothing is due.");
    assertThat(ended.code()).isZero();
    assertNothingChanged();
  }
}
