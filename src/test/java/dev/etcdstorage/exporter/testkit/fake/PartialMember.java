package dev.etcdstorage.exporter.testkit.fake;

import dev.etcdstorage.exporter.etcd.Answer;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.EtcdMember;
import dev.etcdstorage.exporter.etcd.KeyPage;
import dev.etcdstorage.exporter.etcd.KeyRead;
import dev.etcdstorage.exporter.etcd.KeyWatch;
import dev.etcdstorage.exporter.etcd.ListedMember;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.etcd.MetricsPage;
import dev.etcdstorage.exporter.etcd.WatchMessage;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A member that a test asks some things of; whoever asks it for another has gone astray. */
public interface PartialMember extends EtcdMember {
  private static AssertionError notHere() {
    return new AssertionError("This test's member must not be asked for this");
  }

  @Override
  default CompletableFuture<Answer<MemberStatus>> status(Deadline deadline) {
    throw notHere();
  }

  @Override
  default CompletableFuture<Answer<List<ListedMember>>> memberList(Deadline deadline) {
    throw notHere();
  }

  @Override
  default CompletableFuture<Answer<Long>> compactedRevision(long lastKnown, Deadline deadline) {
    throw notHere();
  }

  @Override
  default CompletableFuture<Answer<MetricsPage>> metricsPage(Deadline deadline) {
    throw notHere();
  }

  @Override
  default CompletableFuture<Answer<KeyPage>> keys(KeyRead read, Deadline deadline) {
    throw notHere();
  }

  @Override
  default KeyWatch watch(long startRevision, Executor executor, Consumer<WatchMessage> listener) {
    throw notHere();
  }

  @Override
  default long connections() {
    return 1;
  }

  @Override
  default void close() {}
}
