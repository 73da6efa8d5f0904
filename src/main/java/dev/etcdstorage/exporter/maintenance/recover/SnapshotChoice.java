package dev.etcdstorage.exporter.maintenance.recover;

import java.nio.file.Path;
import java.util.Optional;

/** Where the snapshot goes. */
public sealed interface SnapshotChoice {
  /** The folder, which must exist; empty where no snapshot is taken. */
  Optional<Path> folder();

  /** The file that was named, if one was. */
  Optional<Path> namedFile();

  /** Whether it is not decided yet, which is enough for a plan. */
  boolean undecided();

  /** This file. A whole one that exists already, from a run that broke off, is kept. */
  record InFile(Path file) implements SnapshotChoice {
    public InFile {
      file = file.toAbsolutePath();
    }

    @Override
    public Optional<Path> folder() {
      return Optional.ofNullable(file.getParent());
    }

    @Override
    public Optional<Path> namedFile() {
      return Optional.of(file);
    }

    @Override
    public boolean undecided() {
      return false;
    }
  }

  /** A new file in this folder for each run. */
  record InFolder(Path path) implements SnapshotChoice {
    public InFolder {
      path = path.toAbsolutePath();
    }

    @Override
    public Optional<Path> folder() {
      return Optional.of(path);
    }

    @Override
    public Optional<Path> namedFile() {
      return Optional.empty();
    }

    @Override
    public boolean undecided() {
      return false;
    }
  }

  /**
   * No snapshot.
   *
   * @param undecided whether nobody has decided that
   */
  record None(boolean undecided) implements SnapshotChoice {
    @Override
    public Optional<Path> folder() {
      return Optional.empty();
    }

    @Override
    public Optional<Path> namedFile() {
      return Optional.empty();
    }
  }
}
