package dev.etcdstorage.exporter.status;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The page's only style sheet. Colours have a contrast of at least 4.5 with their background, in
 * light and dark mode; a test computes it in a browser.
 */
final class Style {
  static final String SHEET = "\n" + read("page.css");

  private Style() {}

  private static String read(String resource) {
    try {
      return Resources.toString(Resources.getResource(Style.class, resource), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The source in a content security policy that allows this sheet and no other. */
  static String source() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] hash = digest.digest(SHEET.getBytes(UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
