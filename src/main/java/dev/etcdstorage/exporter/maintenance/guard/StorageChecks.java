package dev.etcdstorage.exporter.maintenance.guard;

import dev.etcdstorage.exporter.etcd.Alarm;
import dev.etcdstorage.exporter.etcd.MetricsPage;
import dev.etcdstorage.exporter.maintenance.guard.GuardInputs.DataDisk;
import dev.etcdstorage.exporter.sample.MemberSample;
import dev.etcdstorage.exporter.storage.DbSpace;
import dev.etcdstorage.exporter.text.Amount;
import java.util.List;
import java.util.Optional;

/** The members' files and their disks. */
final class StorageChecks {
  private static final long DISK_RESERVE = 64 << 20;

  private StorageChecks() {}

  static Check alarm(Alarm alarm, String meaning) {
    return (guard, inputs) -> {
      List<String> listing = inputs.membersWith(status -> status.lists(alarm));
      return GuardAnswer.refuseIf(
          guard,
          !listing.isEmpty(),
          listing.isEmpty() ? "not raised" : alarm + " is raised: " + meaning);
    };
  }

  /** By the member's metrics page, or by its silence as the sample judged it. */
  static GuardAnswer defragRunning(Guard guard, GuardInputs inputs) {
    List<String> busy =
        inputs.members().stream()
            .filter(
                member ->
                    member.defragmenting().orElse(false)
                        || inputs.page(member).flatMap(MetricsPage::defragmenting).orElse(false))
            .map(MemberSample::member)
            .toList();
    return GuardAnswer.refuseIf(
        guard,
        !busy.isEmpty(),
        busy.isEmpty() ? "none" : "already being defragmented: " + String.join(", ", busy));
  }

  static GuardAnswer diskSpace(Guard guard, GuardInputs inputs) {
    if (inputs.due().isEmpty()) {
      return GuardAnswer.pass(guard, "nothing is due");
    }
    if (inputs.disk().isEmpty()) {
      long needed = inputs.due().stream().mapToLong(StorageChecks::needed).max().orElse(0);
      return GuardAnswer.unknown(
          guard,
          "each member needs up to "
              + Amount.bytes(needed)
              + " of free disk beside its file, which cannot be seen from here; a data directory on"
              + " this host can be given");
    }
    DataDisk disk = inputs.disk().get();
    Optional<MemberSample> member =
        inputs.due().stream().filter(each -> each.endpoint().equals(disk.endpoint())).findFirst();
    if (member.isEmpty()) {
      return GuardAnswer.unknown(
          guard, disk.endpoint() + ", whose data directory was given, is not due");
    }
    if (disk.free().isEmpty()) {
      return GuardAnswer.refuse(guard, disk.directory() + " cannot be read: is it on this host?");
    }
    long free = disk.free().getAsLong();
    long needed = needed(member.get());
    return GuardAnswer.refuseIf(
        guard,
        free < needed,
        "%s: %s free in %s, needs %s; the other members' disks cannot be seen"
            .formatted(
                member.get().member(), Amount.bytes(free), disk.directory(), Amount.bytes(needed)));
  }

  /** The copy of the pages in use, a tenth for what is written meanwhile, and some room. */
  private static long needed(MemberSample member) {
    long inUse = member.space().map(DbSpace::inUseBytes).orElse(0L);
    return inUse + inUse / 10 + DISK_RESERVE;
  }
}
