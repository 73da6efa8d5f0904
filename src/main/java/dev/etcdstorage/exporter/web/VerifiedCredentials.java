package dev.etcdstorage.exporter.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.etcdstorage.exporter.config.BcryptHash;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Remembers which passwords were right, because bcrypt takes a good part of a second. Keeps neither
 * passwords nor anything that helps to guess them without this process's memory. Wrong ones are not
 * remembered: they would push out the right ones.
 */
final class VerifiedCredentials {
  private static final int MAX_ENTRIES = 100;

  private final SecretKeySpec key;
  private final Map<ByteBuffer, Boolean> entries =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Boolean> eldest) {
          return size() > MAX_ENTRIES;
        }
      };

  VerifiedCredentials() {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    this.key = new SecretKeySpec(random, "HmacSHA256");
  }

  /** False as soon as the user's hash has changed. */
  boolean contains(String user, BcryptHash hash, String password) {
    ByteBuffer digest = digest(user, hash, password);
    synchronized (entries) {
      return entries.get(digest) != null;
    }
  }

  void add(String user, BcryptHash hash, String password) {
    ByteBuffer digest = digest(user, hash, password);
    synchronized (entries) {
      entries.put(digest, true);
    }
  }

  private ByteBuffer digest(String user, BcryptHash hash, String password) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      // The hash has a fixed length, so only the user needs an end mark; names hold no colon.
      mac.update((hash.value() + user + ":" + password).getBytes(UTF_8));
      return ByteBuffer.wrap(mac.doFinal());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
