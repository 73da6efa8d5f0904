package dev.etcdstorage.exporter.web;

/** Answers the requests of one route. */
@FunctionalInterface
public interface Handler {
  /** Whatever it throws becomes a 500 that tells the client nothing of it. */
  Response handle(Request request) throws Exception;
}
