package dev.etcdstorage.exporter.config;

import java.util.regex.Pattern;

/** A bcrypt hash of a password. Never shown as text, since offline guessing starts from it. */
public record BcryptHash(String value) {
  private static final Pattern FORM =
      Pattern.compile("\\$2[aby]\\$(0[4-9]|[12][0-9]|3[01])\\$[./A-Za-z0-9]{53}");

  public BcryptHash {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "is not a bcrypt hash ($2a$, $2b$ or $2y$); htpasswd -nB USER makes one");
    }
  }

  @Override
  public String toString() {
    return "<bcrypt hash>";
  }
}
