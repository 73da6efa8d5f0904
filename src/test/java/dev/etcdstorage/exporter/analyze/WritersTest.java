package dev.etcdstorage.exporter.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.analyze.Writers.Count;
import dev.etcdstorage.exporter.analyze.Writers.Manager;
import dev.etcdstorage.exporter.testkit.data.EtcdImage;
import dev.etcdstorage.exporter.testkit.data.KubernetesValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who wrote what, from values as an API server stores them. */
class WritersTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir private Path folder;

  private Analysis analysis(EtcdImage etcd, By by) throws IOException {
    Path file = Files.write(folder.resolve("db"), etcd.bytes());
    return new Analyzer(AnalyzeSettings.of(by, 10), AnalyzeProgress.NONE).analyze(file);
  }

  private static KubernetesValue byTwo(int minutes) {
    return new KubernetesValue()
        .by("kube-controller-manager", "Update", NOON)
        .by("kubelet", "Update", NOON.plusSeconds(60L * minutes));
  }

  private static Writers writers(Analysis found, String prefix) {
    return found.rows().stream()
        .filter(row -> row.prefix().equals(prefix))
        .findFirst()
        .orElseThrow()
        .writers();
  }

  @Test
  void versionCountsForWhoeverWroteLast() throws IOException {
    String key = "/registry/pods/default/a";
    EtcdImage etcd = new EtcdImage(4096);
    etcd.put(key, new KubernetesValue().by("kube-controller-manager", "Update", NOON).protobuf());
    int first = key.length() + byTwo(0).protobuf().length;
    etcd.put(key, byTwo(1).protobuf()).put(key, byTwo(3).protobuf());

    Analysis found = analysis(etcd, By.PREFIX);

    List<Manager> managers = writers(found, "pods").managers();
    assertThat(managers)
        .extracting(Manager::name)
        .containsExactly("kubelet", "kube-controller-manager");
    assertThat(managers.get(0))
        .isEqualTo(
            new Manager(
                "kubelet",
                "Update",
                new Count(2, 2L * first, first),
                Optional.of(NOON.plusSeconds(60)),
                Optional.of(NOON.plusSeconds(180))));
    assertThat(found.mostVersions().get(0).managers())
        .containsExactly(
            new ManagerEntry("kube-controller-manager", "Update", "", Optional.of(NOON)),
            new ManagerEntry("kubelet", "Update", "", Optional.of(NOON.plusSeconds(180))));
    assertThat(found.timeline().spans())
        .extracting(Timeline.Span::from)
        .containsExactly(NOON, NOON.plusSeconds(60), NOON.plusSeconds(180));
  }

  @Test
  void jsonOfCustomResourcesNamesItsManagersToo() throws IOException {
    EtcdImage etcd =
        new EtcdImage(4096)
            .put(
                "/registry/example.com/things/default/a",
                new KubernetesValue().by("argocd", "Apply", NOON).json());

    Analysis found = analysis(etcd, By.KEY);

    assertThat(found.rows().get(0).writers().managers())
        .extracting(Manager::name, Manager::operation)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("argocd", "Apply"));
    assertThat(found.largestLive().get(0).managers().get(0).subresource()).isEqualTo("status");
  }

  @Test
  void whatNamesNobodyIsCountedAsWhatItIs() throws IOException {
    EtcdImage etcd =
        new EtcdImage(4096)
            .put(
                "/registry/secrets/a/1",
                "k8s:enc:aescbc:v1:key1:xyz".getBytes(StandardCharsets.UTF_8))
            .put("/registry/secrets/a/2", new KubernetesValue().protobuf())
            .put("/registry/secrets/a/3", "{\"plain\":\"json\"}".getBytes(StandardCharsets.UTF_8))
            .put("/registry/secrets/a/4", "text".getBytes(StandardCharsets.UTF_8))
            .put("/registry/secrets/a/5", new byte[0])
            .delete("/registry/secrets/a/5");

    Writers writers = writers(analysis(etcd, By.PREFIX), "secrets");

    assertThat(writers.managers()).isEmpty();
    assertThat(writers.encrypted().versions()).isEqualTo(1);
    assertThat(writers.unnamed().versions()).isEqualTo(1);
    assertThat(writers.others().versions()).isEqualTo(3);
  }

  @Test
  void oddJsonNamesThoseThatItHas() throws IOException {
    String entry = "{\"operation\":\"Update\",\"manager\":\"caf\\u00e9 ☕\",\"time\":7}";
    String head =
        "{\"spec\":{\"metadata\":{\"managedFields\":[" + entry + "]}},\"kind\":\"Thing\",";
    EtcdImage etcd =
        new EtcdImage(4096)
            .put(
                "/registry/a/t/1",
                text(head + "\"metadata\":{\"managedFields\":[" + entry + ",3]}}"))
            .put("/registry/a/t/2", text(head + "\"metadata\":{\"managedFields\":[" + entry))
            .put("/registry/a/t/3", text(head + "\"metadata\":null}"))
            .put("/registry/a/t/4", text("[" + entry + "]"))
            .put("/registry/a/t/5", text("{\"kind\":\"Thing\",\"meta"));

    Writers writers = writers(analysis(etcd, By.PREFIX), "a");

    assertThat(writers.managers())
        .extracting(Manager::name, manager -> manager.count().versions())
        .containsExactly(org.assertj.core.groups.Tuple.tuple("café ☕", 1L));
    assertThat(writers.unnamed().versions()).isEqualTo(1);
    assertThat(writers.others().versions()).isEqualTo(3);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Whatever is in a value, reading it ends, and within the value. */
  @Property(tries = 3000)
  void anyValueEnds(@ForAll byte[] tail, @ForAll boolean json) {
    byte[] sound = json ? byTwo(1).json() : byTwo(1).protobuf();
    ByteBuffer value = ByteBuffer.allocate(sound.length).order(ByteOrder.LITTLE_ENDIAN);
    value.put(sound);
    int at = json ? 1 : 4;
    for (int i = 0; i < tail.length && at < sound.length; i++) {
      at += 1 + (tail[i] & 0x1f);
      if (at < sound.length) {
        value.put(at, tail[i]);
      }
    }
    ManagedFields fields = new ManagedFields();

    fields.read(value, 0, sound.length);

    List<ManagerEntry> all = fields.all();
    assertThat(all.size()).isLessThanOrEqualTo(sound.length);
    Comparator<ManagerEntry> byTime =
        Comparator.comparing(entry -> entry.time().orElse(Instant.MIN));
    assertThat(fields.newest())
        .isEqualTo(all.stream().reduce((a, b) -> byTime.compare(a, b) <= 0 ? b : a));
  }
}
