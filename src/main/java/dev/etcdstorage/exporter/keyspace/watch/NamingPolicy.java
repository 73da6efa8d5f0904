package dev.etcdstorage.exporter.keyspace.watch;

/**
 * When a prefix is heavy enough for a name, once there are more prefixes than names. Everything is
 * decided by revisions and by weights that fade with them, never by a clock, so that exporters that
 * watch the same store decide the same: after some {@value #HALF_LIFE} revisions hardly anything is
 * left of what only one of them saw, and every {@value #ROUND} revisions all names are given anew.
 */
final class NamingPolicy {
  /** Names are reviewed every so many revisions: at ten writes a second, every 51 seconds. */
  static final long WINDOW = 512;

  /** After this many revisions an event weighs half. */
  static final long HALF_LIFE = 4096;

  /** Every so many revisions all names are given anew; a multiple of {@link #WINDOW}. */
  static final long ROUND = 32_768;

  /** A resource of Kubernetes itself weighs so many times more than others. */
  static final double KNOWN = 4;

  /** Below this weight a prefix keeps its name, since no other is worth the change. */
  private static final double LIGHT = 8;

  /** A prefix without a name that weighs less is forgotten. */
  private static final double NOTHING = 0.5;

  private static final double MARGIN = 16;
  private static final double SHARE = 0.01;

  private NamingPolicy() {}

  /**
   * Whether a prefix without a name should replace one with a name: it weighs twice as much, and by
   * so much more that neither a burst of a few events nor an even load of very many prefixes moves
   * names to and fro.
   *
   * @param total the weight of all, with and without a name
   */
  static boolean outweighs(double candidate, double named, double total) {
    return candidate > 2 * named + Math.max(MARGIN, SHARE * total);
  }

  static boolean nothing(double weight) {
    return weight < NOTHING;
  }

  /**
   * The weight in steps of four. Within one step the name decides, so that small differences
   * between what two exporters saw do not matter. 0 is not worth a change.
   */
  static int tier(double claim) {
    return claim <= LIGHT ? 0 : 1 + (int) (Math.log(claim / LIGHT) / Math.log(4));
  }

  /**
   * The revisions at which names are reviewed: multiples of {@link #WINDOW}, whenever the watch
   * began.
   */
  static final class ReviewSchedule {
    private long reviewed;

    ReviewSchedule(long revision) {
      this.reviewed = revision;
    }

    /** The review is due before an event of this revision or a later one. */
    long next() {
      return (reviewed / WINDOW + 1) * WINDOW;
    }

    /** The factor by which weights fade until the review before this revision. */
    double fading(long revision) {
      long windows = revision / WINDOW - reviewed / WINDOW;
      return Math.pow(0.5, (double) (windows * WINDOW) / HALF_LIFE);
    }

    /** Records the review; returns whether all names are given anew at it. */
    boolean reviewed(long revision) {
      boolean anew = revision / ROUND > reviewed / ROUND;
      reviewed = revision;
      return anew;
    }
  }
}
