package dev.etcdstorage.exporter.keyspace.watch;

/**
 * Where an interrupted watch resumes, decided before etcd is asked: a watch at an old revision
 * makes it read all history since, under a lock that puts need.
 *
 * @param next the first revision that can still be seen whole; those before it are missed
 * @param fromNow leave out the rest too, and watch from now on
 */
record ResumePoint(long next, boolean fromNow) {
  /**
   * @param next the first revision that was not counted
   * @param revision the store's revision
   * @param compacted the compacted revision. On etcd 3.4 deletes exactly at it are gone from the
   *     store while its puts are there, so that revision is never half counted: it is missed, like
   *     all before it
   * @param most how many revisions may be caught up
   */
  static ResumePoint decide(long next, long revision, long compacted, long most) {
    long whole = Math.max(next, compacted + 1);
    return new ResumePoint(whole, revision - whole + 1 > most);
  }
}
