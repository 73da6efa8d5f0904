package dev.etcdstorage.exporter.config;

import java.nio.file.Path;

/**
 * An etcd user. The password stays in its file, so that none lives in a configuration.
 *
 * @param user name, without {@code :password}
 * @param passwordFile its first line is the password
 */
public record Credentials(String user, Path passwordFile) {
  public Credentials {
    if (user.contains(":")) {
      throw new IllegalArgumentException(
          "a password must not stand in the user; give the name alone and the password in a file"
              + " (--password-file, passwordFile)");
    }
    if (user.isBlank()) {
      throw new IllegalArgumentException("the user is empty");
    }
  }
}
