package dev.etcdstorage.exporter.demo;

import java.util.SplittableRandom;

/** Names as people and controllers give them; each is made from its number alone. */
record Names(long seed, int objects) {
  private static final String[] APPS = {
    "checkout", "cart", "search", "billing", "auth", "frontend", "catalog", "mailer", "api", "jobs"
  };

  /** Kubernetes' letters for generated names: they spell no words. */
  private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";

  SplittableRandom random(String kind, long number) {
    return new SplittableRandom(mix(seed * 31 + kind.hashCode()) ^ mix(number));
  }

  String namespace(long number) {
    return number == 0 ? "kube-system" : "team-" + number;
  }

  /** Namespace and name of an application's objects. */
  String app(long number) {
    long namespaces = Resource.NAMESPACES.count(objects);
    String app = APPS[Math.floorMod(mix(seed + number), APPS.length)];
    return namespace(number % namespaces) + "/" + app + "-" + number;
  }

  String replicaSet(long number) {
    return app(number) + "-" + hex(number).substring(0, 9);
  }

  String pod(long deployment, long number) {
    return replicaSet(deployment) + "-" + word(number, 5);
  }

  long deployment(long number) {
    return Math.floorMod(mix(seed ^ number), Math.max(1, objects / 100));
  }

  String node(long number) {
    return "node-" + number;
  }

  /** No two numbers below 14 million have the same word of five letters. */
  String word(long number, int length) {
    long words = 1;
    for (int i = 0; i < length; i++) {
      words *= LETTERS.length();
    }
    long left = Math.floorMod(number * 1_000_003 + seed, words);
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < length; i++) {
      word.append(LETTERS.charAt((int) (left % LETTERS.length())));
      left /= LETTERS.length();
    }
    return word.toString();
  }

  /** No two numbers have the same. */
  String hex(long number) {
    return String.format("%016x", mix(seed + number));
  }

  /** One to one, and looks random: the finish of SplitMix64. */
  static long mix(long z) {
    long first = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    long second = (first ^ (first >>> 27)) * 0x94d049bb133111ebL;
    return second ^ (second >>> 31);
  }
}
