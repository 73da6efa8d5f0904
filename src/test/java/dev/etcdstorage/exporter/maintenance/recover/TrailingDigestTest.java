package dev.etcdstorage.exporter.maintenance.recover;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import com.google.common.primitives.Bytes;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrailingDigestTest {
  private static byte[] snapshot(int pages) {
    byte[] data = new byte[pages * 512];
    new Random(pages).nextBytes(data);
    return Bytes.concat(data, Hashing.sha256().hashBytes(data).asBytes());
  }

  private static boolean matches(byte[] all, int pieceBytes) {
    TrailingDigest digest = new TrailingDigest();
    for (int from = 0; from < all.length; from += pieceBytes) {
      byte[] piece = Arrays.copyOfRange(all, from, Math.min(all.length, from + pieceBytes));
      digest.add(piece, piece.length);
    }
    assertThat(digest.bytes()).isEqualTo(all.length);
    return digest.matches();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 31, 32, 33, 63, 64, 65, 511, 512, 100_000})
  void wholeOneMatchesHoweverItIsCutAndChangedOnesDoNot(int pieceBytes) {
    byte[] whole = snapshot(9);
    assertThat(matches(whole, pieceBytes)).isTrue();

    for (int index : new int[] {0, 2_000, whole.length - 33, whole.length - 32, whole.length - 1}) {
      byte[] changed = whole.clone();
      changed[index] ^= 1;
      assertThat(matches(changed, pieceBytes)).as("byte " + index).isFalse();
    }
    assertThat(matches(Arrays.copyOf(whole, whole.length - 1), pieceBytes)).isFalse();
    assertThat(matches(Arrays.copyOf(whole, 9 * 512), pieceBytes)).isFalse();
    assertThat(matches(Arrays.copyOfRange(whole, 9 * 512, whole.length), pieceBytes)).isFalse();
  }
}
