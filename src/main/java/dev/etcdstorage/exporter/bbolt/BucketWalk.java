package dev.etcdstorage.exporter.bbolt;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Walks a bucket in the order of its keys. It ends on every file: no page is visited twice, and no
 * tree is deeper than {@value #DEEPEST} pages.
 */
public final class BucketWalk {
  /** With some 110 children a page, ten levels are more than any disk can hold. */
  private static final int DEEPEST = 32;

  private final BoltFile file;
  private final PageMarks marks;
  private final PageVisitor visitor;

  private BucketWalk(BoltFile file, PageMarks marks, PageVisitor visitor) {
    this.file = file;
    this.marks = marks;
    this.visitor = visitor;
  }

  /** In the order of keys; afterwards the marks show which pages are in use. */
  static void forward(BoltFile file, BoltBucket bucket, PageMarks marks, PageVisitor visitor)
      throws IOException {
    new BucketWalk(file, marks, visitor).run(bucket);
  }

  /** In the order of keys. */
  public static void forward(BoltFile file, BoltBucket bucket, PageVisitor visitor)
      throws IOException {
    forward(file, bucket, new PageMarks(file.meta().end()), visitor);
  }

  private static final class Level {
    private final BoltPage branch;
    private int visited;

    Level(BoltPage branch) {
      this.branch = branch;
    }
  }

  private void run(BoltBucket bucket) throws IOException {
    if (bucket.inline().isPresent()) {
      BoltPage page = bucket.inline().get();
      if (!page.isLeaf()) {
        throw new BoltFileException(
            String.format("%s lies inline and is no leaf", bucket.described()));
      }
      visitor.leaf(page);
      return;
    }
    List<Level> path = new ArrayList<>();
    enter(bucket.root(), bucket.described(), path);
    while (!path.isEmpty()) {
      Level last = path.get(path.size() - 1);
      int count = last.branch.count();
      if (last.visited == count) {
        path.remove(path.size() - 1);
      } else {
        enter(last.branch.child(last.visited++), last.branch.name(), path);
      }
    }
  }

  private void enter(long id, String from, List<Level> path) throws IOException {
    BoltPage page = file.page(id, from);
    marks.mark(id, page.length() / file.meta().pageSize(), from);
    if (page.isLeaf()) {
      visitor.leaf(page);
    } else if (path.size() == DEEPEST) {
      throw new BoltFileException(
          String.format("%s is a branch page %d levels deep", page.name(), DEEPEST));
    } else {
      visitor.branch(page);
      path.add(new Level(page));
    }
  }
}
