package dev.etcdstorage.exporter.sample;

import dev.etcdstorage.exporter.config.Endpoint;
import dev.etcdstorage.exporter.etcd.Deadline;
import dev.etcdstorage.exporter.etcd.Failure;
import dev.etcdstorage.exporter.etcd.MemberStatus;
import dev.etcdstorage.exporter.etcd.Reason;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/**
 * A watched member: its addresses, of which one is open, and what is remembered of it, such as its
 * failures and its growth.
 */
final class WatchedMember {
  /** After so many samples at another address, the first one is tried again. */
  static final int FIRST_AGAIN = 20;

  private final Function<Endpoint, MemberSampler> open;
  private final EnumMap<Reason, Long> errors = new EnumMap<>(Reason.class);

  /** The id it must have; empty for an endpoint, which may lead to any member. */
  private OptionalLong expectedId;

  private List<Endpoint> addresses;
  private Endpoint endpoint;
  private MemberSampler sampler;

  /** The open address led to the member at the last sample. */
  private boolean proven;

  /** Samples at the open address. */
  private int samples;

  private boolean closed;
  private final SizeHistory sizes = new SizeHistory();

  /**
   * @param addresses at least one
   */
  WatchedMember(
      OptionalLong expectedId, List<Endpoint> addresses, Function<Endpoint, MemberSampler> open) {
    this.expectedId = expectedId;
    this.addresses = List.copyOf(addresses);
    this.open = open;
    this.endpoint = addresses.get(0);
    this.sampler = open.apply(endpoint);
    for (Reason reason : Reason.values()) {
      errors.put(reason, 0L); // a counter must be there before its first increase
    }
  }

  /** The open address. */
  synchronized Endpoint endpoint() {
    return endpoint;
  }

  /** All its addresses, the open one first. */
  synchronized List<Endpoint> addresses() {
    return Stream.concat(Stream.of(endpoint), addresses.stream()).distinct().toList();
  }

  synchronized OptionalLong expectedId() {
    return expectedId;
  }

  synchronized boolean hasAddress(Endpoint address) {
    return addresses.contains(address);
  }

  /** Forgets what depends on the member's store. */
  synchronized void forget() {
    sampler.forget();
  }

  /**
   * Takes the member's id and present addresses from the list; the open one stays if it is among
   * them.
   *
   * @return whether another address was opened
   */
  synchronized boolean moveTo(long memberId, List<Endpoint> newAddresses) {
    expectedId = OptionalLong.of(memberId);
    addresses = List.copyOf(newAddresses);
    if (addresses.contains(endpoint)) {
      return false;
    }
    open(new Address(addresses.get(0), open.apply(addresses.get(0))));
    return true;
  }

  /** An address and the channel to it. */
  private record Address(Endpoint endpoint, MemberSampler sampler) {}

  /** How far an answer leads, worst first. */
  private enum Led {
    /** Another member answered. */
    ELSEWHERE,
    /** No answer. */
    NOWHERE,
    /** The member was there, even if it is defragmenting or refuses this user. */
    HERE
  }

  private synchronized Led classify(Reading reading) {
    return reading
        .outcome()
        .match(
            reached -> isAnother(reading) ? Led.ELSEWHERE : Led.HERE,
            // If etcd refuses this user, it does so at every address.
            failure ->
                reading.defragmenting().orElse(false) || failure.reason().refusesUser()
                    ? Led.HERE
                    : Led.NOWHERE);
  }

  synchronized boolean isAnother(Reading reading) {
    return expectedId.isPresent()
        && reading
            .outcome()
            .reached()
            .filter(reached -> reached.status().memberId() != expectedId.getAsLong())
            .isPresent();
  }

  /**
   * Asks at the open address; if that does not lead to the member, at the others in turn, as long
   * as there is time. The address that did stays open.
   */
  CompletableFuture<Reading> sample(Deadline deadline, LongPredicate wantsList) {
    Deque<Endpoint> others = new ArrayDeque<>();
    MemberSampler current;
    Deadline share;
    synchronized (this) {
      Endpoint first = addresses.get(0);
      if (samples >= FIRST_AGAIN && !endpoint.equals(first) && !closed) {
        open(new Address(first, open.apply(first)));
      }
      addresses.stream().filter(address -> !address.equals(endpoint)).forEach(others::add);
      current = sampler;
      // An address that worked gets all the time: a slow answer is no reason to change it.
      share = proven ? deadline : share(deadline, others);
    }
    return ask(current, share, wantsList)
        .thenCompose(reading -> orElsewhere(reading, others, deadline, wantsList))
        .thenApply(this::recordResult);
  }

  private static CompletableFuture<Reading> ask(
      MemberSampler sampler, Deadline deadline, LongPredicate wantsList) {
    return sampler
        .sample(deadline, wantsList)
        // A bug met with one member's answer must not hide the others.
        .exceptionally(Reading::broken);
  }

  private static Deadline share(Deadline deadline, Deque<Endpoint> others) {
    return others.isEmpty() ? deadline : Deadline.in(deadline.left().dividedBy(others.size() + 1));
  }

  private CompletableFuture<Reading> orElsewhere(
      Reading best, Deque<Endpoint> others, Deadline deadline, LongPredicate wantsList) {
    if (classify(best) == Led.HERE || others.isEmpty() || deadline.left().isZero() || isClosed()) {
      return CompletableFuture.completedFuture(best);
    }
    Deadline share = share(deadline, others);
    Endpoint next = others.remove();
    Address address = new Address(next, open.apply(next));
    return ask(address.sampler(), share, wantsList)
        .thenCompose(
            reading -> {
              boolean better = classify(reading).compareTo(classify(best)) > 0;
              if (better) {
                open(address);
              } else {
                address.sampler().close();
              }
              return orElsewhere(better ? reading : best, others, deadline, wantsList);
            });
  }

  private synchronized void open(Address address) {
    sampler.close();
    endpoint = address.endpoint();
    sampler = address.sampler();
    proven = false;
    samples = 0;
    if (closed) {
      sampler.close();
    }
  }

  private synchronized Reading recordResult(Reading reading) {
    proven = classify(reading) == Led.HERE;
    samples++;
    return reading;
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  synchronized void close() {
    closed = true;
    sampler.close();
  }

  synchronized void countErrors(List<Failure> failures) {
    failures.forEach(failure -> errors.merge(failure.reason(), 1L, Long::sum));
  }

  synchronized Map<Reason, Long> errors() {
    return Map.copyOf(errors);
  }

  synchronized void recordSize(MemberStatus status, Instant now) {
    sizes.add(status, now);
  }

  synchronized History history(Reading reading, Instant now) {
    return sizes.of(reading, now);
  }

  /** The cluster's store was replaced: how the old one grew says nothing about the new one. */
  synchronized void forgetHistory() {
    sizes.forget();
  }
}
