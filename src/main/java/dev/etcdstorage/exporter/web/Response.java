package dev.etcdstorage.exporter.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.TreeMap;

/**
 * A whole response, made before its first byte is sent: an error while it is made becomes a clean
 * 500.
 *
 * @param headers besides Content-Length, which follows from the body
 * @param body not copied, since pages are large; nobody changes it
 */
@SuppressWarnings("ArrayRecordComponent") // responses are sent, never compared
public record Response(int status, Map<String, String> headers, byte[] body) {
  public Response {
    Map<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    anyCase.putAll(headers);
    anyCase.remove("Content-Length");
    headers = anyCase;
  }

  /** One or more lines of plain text; a last line end is added. */
  public static Response text(int status, String text) {
    return of(status, "text/plain; charset=utf-8", text + "\n");
  }

  /**
   * A page that may load nothing and run nothing.
   *
   * @param styleSource the one style sheet that it may use, by its hash, or {@code 'none'}
   */
  public static Response html(String html, String styleSource) {
    return of(200, "text/html; charset=utf-8", html)
        .with(
            "Content-Security-Policy",
            "default-src 'none'; style-src "
                + styleSource
                + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
        .with("Referrer-Policy", "no-referrer")
        .with("X-Content-Type-Options", "nosniff");
  }

  /** Any other content. */
  public static Response of(int status, String contentType, String body) {
    return new Response(status, Map.of("Content-Type", contentType), body.getBytes(UTF_8));
  }

  /** The same with one more header, which replaces one of that name. */
  public Response with(String header, String value) {
    Map<String, String> more = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    more.putAll(headers);
    more.put(header, value);
    return new Response(status, more, body);
  }
}
