package dev.etcdstorage.exporter.testkit.util;

import java.util.Random;

/** Draws one number for ever. */
public final class Always extends Random {
  private static final long serialVersionUID = 1;
  private final double number;

  public Always(double number) {
    this.number = number;
  }

  @Override
  public double nextDouble() {
    return number;
  }
}
