package dev.etcdstorage.exporter.report.recover;

import dev.etcdstorage.exporter.maintenance.recover.AuditEntry;
import dev.etcdstorage.exporter.text.JsonText;

/** An audit entry as one line of JSON. What is unknown is left out. */
public final class AuditJson {
  private AuditJson() {}

  /** Without a line end. */
  public static String line(AuditEntry entry) {
    return JsonText.line(
        json -> {
          json.field("time", entry.time().toString())
              .field("run", entry.run())
              .field("step", entry.step().label())
              .text("member", entry.member())
              .number("before", entry.before())
              .number("after", entry.after());
          entry.took().ifPresent(took -> json.field("seconds", took.toMillis() / 1e3));
          json.field("outcome", entry.outcome());
          if (!entry.detail().isEmpty()) {
            json.field("detail", entry.detail());
          }
        });
  }
}
