package dev.etcdstorage.exporter.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.config.BcryptHash;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VerifiedCredentialsTest {
  private static final BcryptHash HASH =
      new BcryptHash("$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi");

  private final VerifiedCredentials verified = new VerifiedCredentials();

  private boolean knows(int user) {
    return verified.contains("user-" + user, HASH, "secret");
  }

  @Test
  void hundredLoginsAreRememberedAndTheOneUnusedForLongestGoesFirst() {
    // Given
    IntStream.range(0, 100).forEach(user -> verified.add("user-" + user, HASH, "secret"));
    assertThat(IntStream.range(0, 100).allMatch(this::knows)).isTrue();

    // When
    verified.add("user-100", HASH, "secret");

    // Then
    assertThat(knows(0)).isFalse();
    assertThat(IntStream.rangeClosed(1, 100).allMatch(this::knows)).isTrue();
  }

  @Test
  void otherPasswordIsNotKnown() {
    verified.add("user-0", HASH, "secret");

    assertThat(verified.contains("user-0", HASH, "secreT")).isFalse();
  }
}
