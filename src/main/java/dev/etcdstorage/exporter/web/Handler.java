package dev.etcdstorage.exporter.web;

/** Answers the requests of one route. */
@FunctionalInterface
public interface Handler {
  /** An exception becomes a 500 that reveals nothing of it to the client. */
  Response handle(Request request) throws Exception;
}
