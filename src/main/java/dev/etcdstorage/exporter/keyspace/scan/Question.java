package dev.etcdstorage.exporter.keyspace.scan;

import dev.etcdstorage.exporter.etcd.Key;
import dev.etcdstorage.exporter.etcd.KeyRead;
import dev.etcdstorage.exporter.etcd.KeyRead.Content;
import dev.etcdstorage.exporter.keyspace.scan.Piece.Fork;

/** What is asked of etcd to learn where to cut a piece. */
sealed interface Question {
  KeyRead read();

  /** How many keys lie before this byte of the fork? */
  record Half(Piece piece, Fork fork, int pivot) implements Question {
    Key cut() {
      return fork.cut(pivot);
    }

    @Override
    public KeyRead read() {
      return KeyRead.count(piece.rangeTo(cut()), 0);
    }
  }

  /** Which is the first key? */
  record First(Piece piece) implements Question {
    @Override
    public KeyRead read() {
      return entries(piece, 1);
    }
  }

  /** How many keys begin with what all may share? See {@link SharedPrefix}. */
  record Depth(SharedPrefix search, int middle, Key cut) implements Question {
    @Override
    public KeyRead read() {
      return KeyRead.count(search.piece().rangeTo(cut), 0);
    }
  }

  /** Which are the next few keys? Costly, but always gets on. */
  record Slice(Piece piece, int limit) implements Question {
    @Override
    public KeyRead read() {
      return entries(piece, limit);
    }
  }

  private static KeyRead entries(Piece piece, int limit) {
    return new KeyRead(piece.range(), 0, limit, Content.KEYS);
  }
}
