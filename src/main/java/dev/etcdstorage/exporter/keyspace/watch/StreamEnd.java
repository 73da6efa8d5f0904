package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.keyspace.work.StopReason;
import java.util.Optional;

/** Why a stream must not go on as it is, or does not begin. */
interface StreamEnd {
  /** The reasons. */
  interface Listener {
    /** It is dead or of no use; another follows. */
    void lost(String why);

    /**
     * No member answers at which it could begin.
     *
     * @param refusal of one that refuses, while another may be back soon
     */
    void noMember(Optional<Failure> refusal);

    /** More is missing than may be caught up. */
    void fellBehind();

    /**
     * No usable member leads, and only the leader's exporter watches.
     *
     * @param revision of a follower: everything up to there goes unseen
     */
    void notLeading(long revision);

    /** The member is of another store than before. */
    void restored();

    /**
     * No stream may be open for a while.
     *
     * @param refusal etcd's error, if it refuses
     */
    void switchOff(StopReason reason, Optional<Failure> refusal);
  }

  void tell(Listener listener);

  static StreamEnd lost(String why) {
    return listener -> listener.lost(why);
  }

  static StreamEnd suspended() {
    return lost("this process was stopped");
  }

  static StreamEnd harm(StopReason reason) {
    return listener -> listener.switchOff(reason, Optional.empty());
  }

  static StreamEnd refused(Failure failure) {
    return listener -> listener.switchOff(StopReason.REFUSED, Optional.of(failure));
  }

  /** A call failed. */
  static StreamEnd failed(Failure failure) {
    return failure.reason().refusesUser() ? refused(failure) : lost(failure.detail());
  }
}
