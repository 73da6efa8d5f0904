package dev.etcdstorage.exporter.web;

import io.prometheus.metrics.exporter.common.PrometheusHttpExchange;
import io.prometheus.metrics.exporter.common.PrometheusHttpRequest;
import io.prometheus.metrics.exporter.common.PrometheusHttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Passes a request to the Prometheus library and keeps its answer. An exception is passed on: the
 * library's own exchange would send the client a stack trace.
 */
final class ScrapeExchange
    implements PrometheusHttpExchange, PrometheusHttpRequest, PrometheusHttpResponse {
  private final Request request;
  private final Map<String, String> headers = new LinkedHashMap<>();
  private Body body = new Body(0);
  private int status = 200;

  /** Not copied again if it has the announced length. */
  private static final class Body extends ByteArrayOutputStream {
    Body(int size) {
      super(size);
    }

    byte[] bytes() {
      return count == buf.length ? buf : toByteArray();
    }
  }

  ScrapeExchange(Request request) {
    this.request = request;
  }

  Response response() {
    return new Response(status, headers, body.bytes());
  }

  @Override
  public PrometheusHttpRequest getRequest() {
    return this;
  }

  @Override
  public PrometheusHttpResponse getResponse() {
    return this;
  }

  @Override
  public @Nullable String getQueryString() {
    return request.uri().getRawQuery();
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    return Collections.enumeration(request.headerValues(name));
  }

  /** A HEAD is answered as a GET without its body, so its length is right. */
  @Override
  public String getMethod() {
    return "GET";
  }

  @Override
  public String getRequestPath() {
    return request.path();
  }

  @Override
  public void setHeader(String name, String value) {
    headers.put(name, value);
  }

  @Override
  public OutputStream sendHeadersAndGetBody(int statusCode, int contentLength) {
    status = statusCode;
    // As large as the library says, so that the buffer of a page of megabytes need not grow; for a
    // compressed page it does not say.
    body = new Body(contentLength);
    return body;
  }

  @Override
  public void handleException(IOException e) {
    throw new UncheckedIOException(e);
  }

  @Override
  public void handleException(RuntimeException e) {
    throw e;
  }

  @Override
  public void close() {}
}
