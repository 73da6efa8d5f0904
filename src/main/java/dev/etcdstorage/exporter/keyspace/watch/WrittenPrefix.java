package dev.etcdstorage.exporter.keyspace.watch;

import dev.etcdstorage.exporter.etcd.KeyEvent;

/**
 * One prefix that is written: where its events are counted, under its own name or among the others,
 * and how much it wrote lately.
 *
 * <p>An event weighs 1, and another 1 for each KiB that it writes, but at most {@value #HEAVIEST}:
 * many writes and large writes both fill etcd, but a single large one is no habit.
 */
final class WrittenPrefix {
  static final double HEAVIEST = 8;
  private static final double KIB = 1024;

  /** With less than the weight of one event it wrote nothing lately. */
  private static final double IDLE = 1;

  private final String prefix;
  private final double favour;
  private final WriteCounter others;
  private WriteCounter tally;
  private double weight;
  private double unsettled;

  /**
   * @param favour factor for its weight when names are given
   * @param others where it is counted while it has no name
   */
  WrittenPrefix(String prefix, double favour, WriteCounter others) {
    this.prefix = prefix;
    this.favour = favour;
    this.others = others;
    this.tally = others;
  }

  /**
   * Adds an event, to be counted by {@link #settle}.
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

  /** Counts what was added; returns its weight. */
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

  /** Older writes weigh less. */
  void fade(double factor) {
    weight *= factor;
  }

  /** Takes off this much; returns whether nothing is left. */
  boolean lighten(double by) {
    weight -= by;
    return weight + unsettled <= 0;
  }

  /** The weight of what it wrote lately, unsettled events included. */
  double weight() {
    return weight + unsettled;
  }

  /** Its weight among those that compete for a name; 0 if it wrote next to nothing lately. */
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

  long events() {
    return tally.events();
  }
}
