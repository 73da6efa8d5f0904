package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.etcd.KeyEvent;

/**
 * One prefix that is written: where its events are counted, under its own name or among the others,
 * and how much it wrote of late.
 *
 * <p>An event weighs 1 and another 1 for each KiB that it writes, but no more than {@value
 * #HEAVIEST}: many writes and large writes both fill etcd, but a single large one is no habit.
 */
final class WrittenPrefix {
  static final double HEAVIEST = 8;
  private static final double KIB = 1024;

  /** Below the weight of one event it wrote nothing of late. */
  private static final double IDLE = 1;

  private final String prefix;
  private final double favour;
  private final WriteCounter others;
  private WriteCounter tally;
  private double weight;
  private double unsettled;

  /**
   * @param favour how many times its weight counts when names are given
   * @param others where it is counted while it has no name
   */
  WrittenPrefix(String prefix, double favour, WriteCounter others) {
    this.prefix = prefix;
    this.favour = favour;
    this.others = others;
    this.tally = others;
  }

  /**
   * Takes up an event, to be counted by {@link #settle}.
   *
   * @return whether it is the first since then
   */
  boolean add(KeyEvent event) {
    boolean first = unsettled == 0;
    double bytes = (double) event.key().length() + event.valueBytes();
    unsettled += 1 + Math.min(HEAVIEST - 1, bytes / KIB);
    tally.add(event);
    return first;
  }

  /** Counts what was added; returns what it weighs. */
  double settle() {
    double settled = unsettled;
    weight += settled;
    unsettled = 0;
    tally.settle();
    return settled;
  }

  void drop() {
    unsettled = 0;
    tally.drop();
  }

  /** What was written longer ago weighs less. */
  void fade(double factor) {
    weight *= factor;
  }

  /** Takes off so much; true if nothing is left. */
  boolean lighten(double by) {
    weight -= by;
    return weight + unsettled <= 0;
  }

  /** What it wrote of late, and what of it is not settled yet. */
  double weight() {
    return weight + unsettled;
  }

  /** Its weight among those that ask for a name; 0 where it wrote next to nothing of late. */
  double claim() {
    return weight < IDLE ? 0 : favour * weight;
  }

  String prefix() {
    return prefix;
  }

  boolean named() {
    return tally != others;
  }

  /** From now on it is counted under its own name, from 0. */
  void name() {
    tally = new WriteCounter();
  }

  /** From now on it is counted among the others; returns what was counted under its name. */
  PrefixWrites unname() {
    PrefixWrites counted = tally.settled();
    tally = others;
    return counted;
  }

  /** What is counted under its name, all of it settled. */
  PrefixWrites counted() {
    return tally.settled();
  }

  /** Events that are counted under its name. */
  long events() {
    return tally.events();
  }
}
