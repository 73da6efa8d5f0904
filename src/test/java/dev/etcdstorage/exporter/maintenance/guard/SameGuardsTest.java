package dev.etcdstorage.exporter.maintenance.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.MaintenanceSettings;
import dev.etcdstorage.exporter.etcd.Alarm;
import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.MetricsPage;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.sample.ClusterSample;
import dev.etcdstorage.exporter.sample.MemberSample;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same evidence gets the same answer from defrag, from recover and from the daemon. */
class SameGuardsTest {
  private static final GuardSettings DEFRAG =
      GuardSettings.ofDefrag(Optional.empty(), false, Optional.empty());
  private static final GuardSettings RECOVER = GuardSettings.ofRecover(Optional.empty(), false);
  private static final GuardSettings DAEMON = GuardSettings.of(MaintenanceSettings.DEFAULT);

  private static Arguments evidence(Guard first, Consumer<ClusterFixture> trouble) {
    return Arguments.of(first, trouble);
  }

  static Stream<Arguments> troubles() {
    return Stream.of(
        evidence(Guard.CORRUPT_ALARM, seen -> seen.raise(Alarm.CORRUPT)),
        evidence(
            Guard.DEFRAG_RUNNING,
            seen -> {
              // A member at work that hangs: its page tells, or the sample does.
              seen.member(2).answers = false;
              seen.member(2).defragmenting = Optional.of(true);
            }),
        evidence(
            Guard.DEFRAG_RUNNING,
            seen ->
                seen.pages.put(
                    seen.member(2).endpoint(),
                    new MetricsPage(OptionalLong.empty(), Optional.of(true), 0))),
        evidence(
            Guard.MEMBER_UNREACHABLE,
            seen -> {
              seen.member(3).answers = false;
              seen.member(3).defragmenting = Optional.empty();
            }),
        evidence(Guard.NO_AGREED_LEADER, seen -> seen.member(2).leader = 3),
        evidence(
            Guard.NO_QUORUM,
            seen -> seen.confirmed = Answer.refused(Reason.TIMEOUT, "deadline exceeded")),
        evidence(Guard.APPLY_LAG, seen -> seen.member(3).applied -= 1_001),
        evidence(Guard.UNSAFE_VERSION, seen -> seen.member(2).version = "3.5.5"),
        evidence(
            Guard.CATCHING_UP,
            seen -> {
              seen.member(2).version = "3.5.16";
              seen.pages.put(
                  seen.member(1).endpoint(),
                  new MetricsPage(
                      OptionalLong.empty(), Optional.of(false), 0, 1, OptionalLong.empty()));
            }),
        evidence(Guard.KILL_SWITCH, seen -> seen.stop = Optional.of("the file /stop is there")),
        evidence(
            Guard.LOCKED, seen -> seen.lock = Optional.of(new Refusal(Guard.LOCKED, "serve"))));
  }

  @ParameterizedTest
  @MethodSource("troubles")
  void troubleIsRefusedFirstByTheSameGuardAndInTheSameWords(
      Guard first, Consumer<ClusterFixture> trouble) {
    ClusterFixture seen = new ClusterFixture(3);
    trouble.accept(seen);

    List<Refusal> defrag = refusals(seen, DEFRAG);

    assertThat(defrag).first().extracting(Refusal::guard).isEqualTo(first);
    assertThat(refusals(seen, RECOVER)).isEqualTo(defrag);
    assertThat(refusals(seen, DAEMON)).isEqualTo(defrag);
  }

  private static List<Refusal> refusals(ClusterFixture seen, GuardSettings command) {
    ClusterSample sample = seen.sample();
    return Guards.refusals(Guards.ask(seen.inputs(sample.voters(), command)));
  }

  /** What a command is told about its cluster must not lead it past trouble either. */
  @ParameterizedTest
  @MethodSource("troubles")
  void whatIsAllowedElsewhereExcusesNoTrouble(Guard first, Consumer<ClusterFixture> trouble) {
    ClusterFixture seen = new ClusterFixture(3);
    trouble.accept(seen);
    Optional<Path> path = Optional.of(Path.of("/somewhere"));

    assertThat(refusals(seen, GuardSettings.ofDefrag(path, true, path)))
        .isEqualTo(refusals(seen, DEFRAG));
    assertThat(refusals(seen, GuardSettings.ofRecover(path, false)))
        .isEqualTo(refusals(seen, DEFRAG));
    boolean allowed = first == Guard.UNSAFE_VERSION;
    assertThat(refusals(seen, GuardSettings.ofRecover(path, true)).isEmpty()).isEqualTo(allowed);
  }

  /** What is left for the others to do differs; what forbids it does not. */
  @ParameterizedTest
  @MethodSource("troubles")
  void itIsRefusedWhicheverMembersAreLeftToDo(Guard first, Consumer<ClusterFixture> trouble) {
    ClusterFixture seen = new ClusterFixture(3);
    trouble.accept(seen);
    // A version matters to the member that is to be defragmented.
    MemberSample due = seen.member(first == Guard.UNSAFE_VERSION ? 2 : 1).sample();

    for (GuardSettings command : List.of(DEFRAG, RECOVER, DAEMON)) {
      assertThat(Guards.refusal(Guards.ask(seen.inputs(List.of(due), command))))
          .map(Refusal::guard)
          .contains(first);
    }
  }

  /** A new guard is asked by all, unless somebody says why not. */
  @Test
  void eachCommandLeavesOutWhatIsNotForIt() {
    assertThat(DAEMON.asked()).containsExactly(Guard.values());
    assertThat(leftOut(DEFRAG)).containsExactly(Guard.TIME_WINDOW);
    assertThat(leftOut(RECOVER))
        .containsExactly(
            Guard.NOSPACE_ALARM,
            Guard.LEARNER,
            Guard.DISK_SPACE,
            Guard.SINGLE_MEMBER,
            Guard.TIME_WINDOW);
  }

  private static Set<Guard> leftOut(GuardSettings command) {
    return EnumSet.complementOf(EnumSet.copyOf(command.asked()));
  }
}
