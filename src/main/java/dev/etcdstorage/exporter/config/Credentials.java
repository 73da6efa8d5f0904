package dev.etcdstorage.exporter.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * An etcd user. The password stays in its file, so that no configuration contains one.
 *
 * @param user name, without {@code :password}
 * @param passwordFile its first line is the password
 */
public record Credentials(String user, Path passwordFile) {
  public Credentials {
    check(user);
  }

  /** Both or none; a name that contains a password is refused before any other check. */
  public static Optional<Credentials> of(Optional<String> user, Optional<Path> passwordFile) {
    user.ifPresent(Credentials::check);
    if (user.isPresent() && passwordFile.isEmpty()) {
      throw new SettingException(
          "username",
          "the user has no password; give its file too (--password-file, passwordFile)");
    }
    if (user.isEmpty() && passwordFile.isPresent()) {
      throw new SettingException(
          "passwordFile", "the password has no user; give its name too (--user, username)");
    }
    return user.flatMap(name -> passwordFile.map(file -> new Credentials(name, file)));
  }

  private static void check(String user) {
    if (user.contains(":")) {
      throw new SettingException(
          "username",
          "must not hold a password, which others could read here; give the name alone and the"
              + " password in a file (--password-file, passwordFile)");
    }
    if (user.isBlank()) {
      throw new SettingException("username", "the user is empty");
    }
  }
}
