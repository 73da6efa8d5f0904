package dev.etcdstorage.exporter.status.recover;

import com.google.gson.stream.JsonWriter;
import dev.etcdstorage.exporter.maintenance.recover.AuditEntry;
import dev.etcdstorage.exporter.text.Visible;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** An audit entry as one line of JSON. What is unknown is left out. */
public final class AuditJson {
  private AuditJson() {}

  /** Without a line end. */
  public static String line(AuditEntry entry) {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.beginObject();
      json.name("time").value(entry.time().toString());
      json.name("run").value(entry.run());
      json.name("step").value(entry.step().label());
      if (entry.member().isPresent()) {
        json.name("member").value(entry.member().get());
      }
      if (entry.before().isPresent()) {
        json.name("before").value(entry.before().getAsLong());
      }
      if (entry.after().isPresent()) {
        json.name("after").value(entry.after().getAsLong());
      }
      if (entry.took().isPresent()) {
        json.name("seconds").value(entry.took().get().toMillis() / 1e3);
      }
      json.name("outcome").value(entry.outcome());
      if (!entry.detail().isEmpty()) {
        json.name("detail").value(entry.detail());
      }
      json.endObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a StringWriter does not fail", e);
    }
    return Visible.json(text.toString());
  }
}
