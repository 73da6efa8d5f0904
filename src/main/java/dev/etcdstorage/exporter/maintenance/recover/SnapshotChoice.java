package dev.etcdstorage.exporter.maintenance.recover;

import java.nio.file.Path;

/** Where the snapshot goes. */
public sealed interface SnapshotChoice {
  /** This file. A whole one that is there already, from a run that broke off, is kept. */
  record InFile(Path file) implements SnapshotChoice {}

  /** A new file in this folder, each run anew. */
  record InFolder(Path folder) implements SnapshotChoice {}

  /** None, and somebody said so. */
  record None() implements SnapshotChoice {}

  /** Nobody said anything; enough for a plan. */
  record Unsaid() implements SnapshotChoice {}
}
