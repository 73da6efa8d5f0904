package dev.etcdstorage.exporter.web;

import java.time.Duration;

/**
 * How much clients may use.
 *
 * @param threads exchanges at a time; further connections are closed
 * @param read for a whole request to arrive, TLS handshake included
 * @param work for making the page
 * @param write for the client to take the response
 * @param idle after which a thread without work ends
 */
record ServerLimits(int threads, Duration read, Duration work, Duration write, Duration idle) {
  /** {@code work} is above the longest scrape timeout in use, two minutes. */
  static final ServerLimits DEFAULT =
      new ServerLimits(
          64,
          Duration.ofSeconds(5),
          Duration.ofSeconds(150),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5));
}
