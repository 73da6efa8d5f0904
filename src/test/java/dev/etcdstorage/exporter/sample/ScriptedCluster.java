package dev.etcdstorage.exporter.sample;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.EtcdCluster;
import dev.etcdstorage.exporter.etcd.EtcdMember;
import dev.etcdstorage.exporter.etcd.KeyPage;
import dev.etcdstorage.exporter.etcd.KeyRead;
import dev.etcdstorage.exporter.etcd.KeyWatch;
import dev.etcdstorage.exporter.etcd.ListedMember;
import dev.etcdstorage.exporter.etcd.MemberControl;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.etcd.MetricsPage;
import dev.etcdstorage.exporter.etcd.RaisedAlarm;
import dev.etcdstorage.exporter.etcd.Reason;
import dev.etcdstorage.exporter.etcd.StorageFormat;
import dev.etcdstorage.exporter.etcd.WatchMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A cluster without a network: members answer at once what the test wrote down for them. */
final class ScriptedCluster implements EtcdCluster {
  static final long CLUSTER = 0xc1;

  private final Map<String, Member> members = new LinkedHashMap<>();

  /** The member at this URL, for ever the same; it begins as a healthy one of 3.5. */
  Member at(String url) {
    return members.computeIfAbsent(url, Member::new);
  }

  @Override
  public MemberControl control(Endpoint endpoint) {
    throw new AssertionError("looking on changes nothing");
  }

  @Override
  public EtcdMember member(Endpoint endpoint) {
    Member member = at(endpoint.toString());
    member.opened++;
    return member;
  }

  static final class Member implements EtcdMember {
    private final Endpoint endpoint;
    long clusterId = CLUSTER;
    long id;
    long revision = 10;
    long appliedIndex = 5;
    boolean learner;
    List<RaisedAlarm> alarms = List.of();
    OptionalLong statusQuota = OptionalLong.empty();
    Answer<Long> compacted = new Answer.Got<>(0L);
    Answer<MetricsPage> page =
        new Answer.Got<>(new MetricsPage(OptionalLong.of(2000), Optional.empty(), 0));
    List<ListedMember> list = List.of();
    long connections = 1;

    /** Instead of a status. */
    Optional<CompletableFuture<Answer<MemberStatus>>> instead = Optional.empty();

    final List<Long> knownCompactions = new ArrayList<>();
    int opened;
    int closed;
    int statusCalls;
    int listCalls;
    int pageCalls;

    Member(String url) {
      endpoint = Endpoint.parse(url, false);
      id = endpoint.port();
    }

    void fails(Reason reason) {
      instead = Optional.of(CompletableFuture.completedFuture(Answer.refused(reason, "why")));
    }

    void answers() {
      instead = Optional.empty();
    }

    /** Its status is waited for until the future that is returned completes. */
    CompletableFuture<Answer<MemberStatus>> waits() {
      CompletableFuture<Answer<MemberStatus>> pending = new CompletableFuture<>();
      instead = Optional.of(pending);
      return pending;
    }

    MemberStatus now() {
      return new MemberStatus(
          clusterId,
          id,
          "3.5.30",
          1000,
          600,
          revision,
          id,
          appliedIndex,
          appliedIndex,
          learner,
          alarms,
          statusQuota,
          StorageFormat.UNKNOWN);
    }

    @Override
    public Endpoint endpoint() {
      return endpoint;
    }

    @Override
    public long connections() {
      return connections;
    }

    @Override
    public CompletableFuture<Answer<MemberStatus>> status(Deadline deadline) {
      statusCalls++;
      return instead.orElseGet(() -> CompletableFuture.completedFuture(new Answer.Got<>(now())));
    }

    @Override
    public CompletableFuture<Answer<List<ListedMember>>> memberList(Deadline deadline) {
      listCalls++;
      return CompletableFuture.completedFuture(new Answer.Got<>(list));
    }

    @Override
    public CompletableFuture<Answer<Long>> compactedRevision(long lastKnown, Deadline deadline) {
      knownCompactions.add(lastKnown);
      return CompletableFuture.completedFuture(compacted);
    }

    @Override
    public CompletableFuture<Answer<KeyPage>> keys(KeyRead read, Deadline deadline) {
      throw new AssertionError("A sample reads no keys");
    }

    @Override
    public KeyWatch watch(long startRevision, Executor executor, Consumer<WatchMessage> listener) {
      throw new AssertionError("A sample watches nothing");
    }

    @Override
    public CompletableFuture<Answer<MetricsPage>> metricsPage(Deadline deadline) {
      pageCalls++;
      return CompletableFuture.completedFuture(page);
    }

    @Override
    public void close() {
      closed++;
    }
  }
}
