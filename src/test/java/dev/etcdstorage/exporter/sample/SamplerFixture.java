package dev.etcdstorage.exporter.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.config.TlsSettings;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.ListedMember;
import dev.etcdstorage.exporter.log.LogFormat;
import dev.etcdstorage.exporter.log.LogSettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.slf4j.event.Level;

/** A sampler over a scripted cluster, with a clock that does not move, and its log. */
final class SamplerFixture {
  static final String A = "http://10.0.0.1:1001";
  static final String B = "http://10.0.0.2:1002";
  static final String C = "http://10.0.0.3:1003";

  final ScriptedCluster etcd = new ScriptedCluster();
  final List<ListedMember> list = new ArrayList<>();
  Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  SamplerFixture() {
    LogSettings.set(
        Level.INFO, LogFormat.LOGFMT, new PrintStream(log, true, StandardCharsets.UTF_8));
  }

  ClusterSampler sampler(String... urls) {
    return sampler(false, OptionalLong.empty(), urls);
  }

  /** Follows the member list. */
  ClusterSampler following(String... urls) {
    return sampler(true, OptionalLong.empty(), urls);
  }

  ClusterSampler sampler(boolean discover, OptionalLong quota, String... urls) {
    return sampler(config(discover, TlsSettings.NONE, quota, urls));
  }

  ClusterSampler sampler(ClusterConfig config) {
    return new ClusterSampler(config, etcd, () -> now);
  }

  static ClusterConfig config(boolean discover, String... urls) {
    return config(discover, TlsSettings.NONE, OptionalLong.empty(), urls);
  }

  static ClusterConfig config(
      boolean discover, TlsSettings tls, OptionalLong quota, String... urls) {
    return new ClusterConfig(
        Optional.empty(),
        Stream.of(urls).map(url -> Endpoint.parse(url, false)).toList(),
        discover,
        tls,
        Optional.empty(),
        Optional.empty(),
        quota);
  }

  /** Puts a member into the list that the members at these URLs tell. */
  void lists(String teller, ListedMember... members) {
    etcd.at(teller).list = List.of(members);
  }

  static ListedMember listed(long id, String name, String... urls) {
    return new ListedMember(id, name, List.of(urls), false);
  }

  static ClusterSample sample(ClusterSampler sampler) {
    Deadline deadline = Deadline.in(Duration.ofSeconds(10));
    return sampler.sample(deadline).await(deadline);
  }

  /** Of a sample of one member. */
  static MemberSample only(ClusterSample sample) {
    assertThat(sample.members()).hasSize(1);
    return sample.members().get(0);
  }

  static List<String> names(ClusterSample sample) {
    return sample.members().stream().map(MemberSample::member).toList();
  }

  static Outcome.Reached reached(MemberSample member) {
    assertThat(member.outcome()).isInstanceOf(Outcome.Reached.class);
    return (Outcome.Reached) member.outcome();
  }

  List<String> logged(String message) {
    LogSettings.flush(Duration.ofSeconds(10));
    return log.toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.contains(message))
        .toList();
  }

  List<String> logged() {
    return logged("");
  }
}
