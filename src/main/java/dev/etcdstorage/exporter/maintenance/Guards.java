package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.etcd.Alarm;
import dev.etcdstorage.exporter.etcd.EtcdVersion;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.KnownDefect;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.etcd.MetricsPage;
import dev.etcdstorage.exporter.maintenance.Evidence.Disk;
import dev.etcdstorage.exporter.maintenance.GuardAnswer.Word;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.sample.Outcome.Failed;
import dev.etcdstorage.exporter.sample.Outcome.Reached;
import dev.etcdstorage.exporter.storage.DbSpace;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Every guard's answer to a run over some members. Pure. */
final class Guards {
  /**
   * As many entries etcd keeps for followers that are slow; who is further back needs a snapshot.
   */
  private static final long BY_SNAPSHOT = 5000;

  private static final long DISK_RESERVE = 64 << 20;

  private final Evidence evidence;
  private final List<MemberSample> due;

  private Guards(Evidence evidence, List<MemberSample> due) {
    this.evidence = evidence;
    this.due = due;
  }

  /**
   * Asks them all.
   *
   * @param due the members that are to be defragmented
   */
  static List<GuardAnswer> of(Evidence evidence, List<MemberSample> due) {
    Guards guards = new Guards(evidence, due);
    return Stream.of(Guard.values()).map(guards::answerIfSeen).toList();
  }

  /** These look at what members say of themselves. */
  private static final Set<Guard> NEED_STATUS =
      EnumSet.of(
          Guard.CORRUPT_ALARM,
          Guard.NOSPACE_ALARM,
          Guard.APPLY_LAG,
          Guard.UNSAFE_VERSION,
          Guard.CATCHING_UP,
          Guard.LEARNER,
          Guard.DISK_SPACE,
          Guard.SINGLE_MEMBER);

  private GuardAnswer answerIfSeen(Guard guard) {
    return NEED_STATUS.contains(guard) && statuses().findAny().isEmpty()
        ? new GuardAnswer(guard, Word.UNSEEN, "no member says anything")
        : answer(guard);
  }

  private GuardAnswer answer(Guard guard) {
    return switch (guard) {
      case MEMBER_UNREACHABLE -> reachable();
      case NO_AGREED_LEADER -> leader();
      case NO_QUORUM -> quorum();
      case CORRUPT_ALARM -> alarm(guard, Alarm.CORRUPT, "members disagree about their data");
      case NOSPACE_ALARM -> alarm(guard, Alarm.NOSPACE, "that is for recover");
      case APPLY_LAG -> applied();
      case DEFRAG_RUNNING -> running();
      case UNSAFE_VERSION -> version();
      case CATCHING_UP -> catchingUp();
      case LEARNER -> learner();
      case DISK_SPACE -> disk();
      case SINGLE_MEMBER -> single();
      case KILL_SWITCH ->
          GuardAnswer.of(guard, evidence.stop().isPresent(), evidence.stop().orElse("not set"));
      case LOCKED ->
          GuardAnswer.of(
              guard,
              evidence.lock().isPresent(),
              evidence.lock().map(Refusal::why).orElse("nobody else has the lock"));
      case TIME_WINDOW ->
          GuardAnswer.of(
              guard,
              !evidence.windowOpen(),
              evidence.windowOpen() ? "open" : "closed; what is left waits for the next one");
    };
  }

  private GuardAnswer reachable() {
    List<String> silent = new ArrayList<>();
    for (MemberSample member : evidence.sample().members()) {
      if (member.outcome() instanceof Failed failed) {
        silent.add(member.member() + " does not answer (" + failed.failure().detail() + ")");
      }
    }
    silent.addAll(Voters.unseen(evidence.sample()));
    int answering = Voters.of(evidence.sample()).size();
    return GuardAnswer.of(
        Guard.MEMBER_UNREACHABLE,
        !silent.isEmpty() || answering == 0,
        silent.isEmpty() ? "all voters answer: " + answering : String.join("; ", silent));
  }

  private GuardAnswer leader() {
    Optional<MemberSample> leader = Voters.leader(evidence.sample());
    return GuardAnswer.of(
        Guard.NO_AGREED_LEADER,
        leader.isEmpty(),
        leader
            .map(member -> "all name " + member.member())
            .orElse("the members that answer do not agree on a leader among them"));
  }

  private GuardAnswer quorum() {
    return GuardAnswer.of(
        Guard.NO_QUORUM,
        evidence.confirmed().got().isEmpty(),
        evidence
            .confirmed()
            .refusal()
            .map(Failure::detail)
            .map(why -> "no read was confirmed by a majority: " + why)
            .orElse("a majority confirmed a read"));
  }

  private GuardAnswer alarm(Guard guard, Alarm alarm, String why) {
    List<String> listing = names(status -> status.lists(alarm));
    return GuardAnswer.of(
        guard, !listing.isEmpty(), listing.isEmpty() ? "not raised" : alarm + " is raised: " + why);
  }

  private List<String> names(Predicate<MemberStatus> which) {
    return evidence.sample().members().stream()
        .filter(member -> Voters.status(member).filter(which).isPresent())
        .map(MemberSample::member)
        .toList();
  }

  /** The highest index that any member knows to be committed. */
  private long committed() {
    return statuses().mapToLong(MemberStatus::committedIndex).max().orElse(0);
  }

  private Stream<MemberStatus> statuses() {
    return evidence.sample().members().stream().flatMap(member -> Voters.status(member).stream());
  }

  private long behind(MemberStatus status) {
    return Math.max(0, committed() - status.appliedIndex());
  }

  private GuardAnswer applied() {
    List<String> late = names(status -> behind(status) > ApplyLag.MOST);
    long most = statuses().mapToLong(this::behind).max().orElse(0);
    return GuardAnswer.of(
        Guard.APPLY_LAG,
        !late.isEmpty(),
        late.isEmpty()
            ? "at most " + most + " entries behind"
            : String.join(", ", late) + ": up to " + most + " entries behind what is committed");
  }

  private GuardAnswer running() {
    List<String> busy =
        evidence.sample().members().stream()
            .filter(
                member ->
                    member.defragmenting().orElse(false)
                        || page(member).flatMap(MetricsPage::defragmenting).orElse(false))
            .map(MemberSample::member)
            .toList();
    return GuardAnswer.of(
        Guard.DEFRAG_RUNNING,
        !busy.isEmpty(),
        busy.isEmpty() ? "none" : String.join(", ", busy) + " defragments already");
  }

  private Optional<MetricsPage> page(MemberSample member) {
    return Optional.ofNullable(evidence.pages().get(member.endpoint()));
  }

  private static boolean has(MemberStatus status, KnownDefect defect) {
    return EtcdVersion.parse(status.version())
        .filter(version -> KnownDefect.of(version).contains(defect))
        .isPresent();
  }

  private List<String> dueWith(KnownDefect defect) {
    return due.stream()
        .flatMap(
            member ->
                Voters.status(member)
                    .filter(status -> has(status, defect))
                    .map(status -> member.member() + " runs " + status.version())
                    .stream())
        .toList();
  }

  private static String about(List<String> members, KnownDefect defect) {
    return "%s: %s (%s); fixed in %s"
        .formatted(String.join(", ", members), defect.text(), defect.source(), defect.fixedIn());
  }

  private GuardAnswer version() {
    List<String> unsafe = dueWith(KnownDefect.DEFRAG_CORRUPTS);
    if (!unsafe.isEmpty()) {
      return new GuardAnswer(
          Guard.UNSAFE_VERSION,
          Word.REFUSES,
          about(unsafe, KnownDefect.DEFRAG_CORRUPTS) + "; upgrade first");
    }
    List<String> unread =
        due.stream()
            .flatMap(member -> Voters.status(member).map(MemberStatus::version).stream())
            .filter(version -> EtcdVersion.parse(version).isEmpty())
            .toList();
    return unread.isEmpty()
        ? new GuardAnswer(Guard.UNSAFE_VERSION, Word.PASSES, "no version that it corrupts")
        : new GuardAnswer(
            Guard.UNSAFE_VERSION, Word.WARNS, "not a version: " + String.join(", ", unread));
  }

  private GuardAnswer catchingUp() {
    KnownDefect defect = KnownDefect.DEFRAG_WHILE_CATCHING_UP_CORRUPTS;
    List<String> affected = dueWith(defect);
    if (affected.isEmpty()) {
      return new GuardAnswer(
          Guard.CATCHING_UP, Word.PASSES, "no version that it matters to is due");
    }
    List<String> behind = new ArrayList<>();
    List<String> unread = new ArrayList<>();
    for (MemberSample member : evidence.sample().members()) {
      if (page(member).isEmpty()) {
        unread.add(member.member());
      } else if (page(member).get().snapshots() > 0) {
        behind.add(member.member() + " has a snapshot under way");
      }
      Voters.status(member)
          .map(this::behind)
          .filter(entries -> entries > BY_SNAPSHOT)
          .ifPresent(entries -> behind.add(member.member() + " is " + entries + " entries behind"));
    }
    String words = about(affected, defect);
    if (!behind.isEmpty()) {
      return new GuardAnswer(
          Guard.CATCHING_UP, Word.REFUSES, String.join(", ", behind) + "; " + words);
    }
    return new GuardAnswer(
        Guard.CATCHING_UP,
        Word.WARNS,
        unread.isEmpty()
            ? "nobody catches up now; " + words
            : "nobody is seen to catch up, without the metrics pages of "
                + String.join(", ", unread)
                + "; "
                + words);
  }

  private GuardAnswer learner() {
    boolean asked = due.stream().anyMatch(member -> learner(member));
    List<String> learners = names(MemberStatus::learner);
    return GuardAnswer.of(
        Guard.LEARNER,
        asked,
        learners.isEmpty()
            ? "none"
            : String.join(", ", learners) + (asked ? " cannot be defragmented" : " left out"));
  }

  private static boolean learner(MemberSample member) {
    return Voters.status(member).filter(MemberStatus::learner).isPresent();
  }

  private GuardAnswer disk() {
    if (due.isEmpty()) {
      return GuardAnswer.of(Guard.DISK_SPACE, false, "nothing is due");
    }
    long needed = due.stream().mapToLong(Guards::needed).max().orElse(0);
    if (evidence.disk().isEmpty()) {
      return unseen(
          "each member needs up to "
              + Words.size(needed)
              + " of free disk beside its file, which cannot be seen from here; a data directory on"
              + " this host can be given");
    }
    Disk disk = evidence.disk().get();
    Optional<MemberSample> member =
        due.stream().filter(each -> each.endpoint().equals(disk.endpoint())).findFirst();
    if (member.isEmpty()) {
      return unseen(disk.endpoint() + ", whose data directory was given, is not due");
    }
    if (disk.free().isEmpty()) {
      return new GuardAnswer(
          Guard.DISK_SPACE,
          Word.REFUSES,
          disk.directory() + " cannot be read: is it on this host?");
    }
    long free = disk.free().getAsLong();
    return GuardAnswer.of(
        Guard.DISK_SPACE,
        free < needed(member.get()),
        "%s: %s free in %s, needs %s; the other members' disks cannot be seen"
            .formatted(
                member.get().member(),
                Words.size(free),
                disk.directory(),
                Words.size(needed(member.get()))));
  }

  private static GuardAnswer unseen(String why) {
    return new GuardAnswer(Guard.DISK_SPACE, Word.UNSEEN, why);
  }

  /** The copy of what is in use, a tenth for what is written meanwhile, and some room. */
  private static long needed(MemberSample member) {
    DbSpace space = member.outcome().reached().map(Reached::space).orElse(new DbSpace(0, 0));
    return space.inUseBytes() + space.inUseBytes() / 10 + DISK_RESERVE;
  }

  private GuardAnswer single() {
    int voters = Voters.of(evidence.sample()).size() + Voters.silent(evidence.sample()).size();
    if (voters != 1) {
      return GuardAnswer.of(Guard.SINGLE_MEMBER, false, "no");
    }
    return evidence.singleMemberAllowed()
        ? new GuardAnswer(
            Guard.SINGLE_MEMBER, Word.WARNS, "allowed: nobody is served until it is done")
        : new GuardAnswer(
            Guard.SINGLE_MEMBER,
            Word.REFUSES,
            "the only member would serve nobody until it is done, and that was not allowed");
  }
}
