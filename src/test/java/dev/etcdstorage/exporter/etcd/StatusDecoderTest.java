package dev.etcdstorage.exporter.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import io.etcd.jetcd.api.StatusResponse;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fields that 3.6 added to Status, by the numbers of etcd's rpc.proto. */
class StatusDecoderTest {
  private static MemberStatus decode(UnknownFieldSet.Builder fields) {
    return StatusDecoder.decode(
        StatusResponse.newBuilder().setVersion("3.6.16").setUnknownFields(fields.build()).build());
  }

  private static Field text(String text) {
    return Field.newBuilder().addLengthDelimited(ByteString.copyFromUtf8(text)).build();
  }

  private static Field downgrade(long enabled, String target) {
    return Field.newBuilder()
        .addLengthDelimited(
            UnknownFieldSet.newBuilder()
                .addField(1, Field.newBuilder().addVarint(enabled).build())
                .addField(2, text(target))
                .build()
                .toByteString())
        .build();
  }

  @Test
  void storageVersionAndDowngradeArrive() {
    MemberStatus status =
        decode(
            UnknownFieldSet.newBuilder()
                .addField(11, text("3.5.0"))
                .addField(13, downgrade(1, "3.5.0")));

    assertThat(status.storage())
        .isEqualTo(new StorageFormat(Optional.of("3.5.0"), Optional.of("3.5.0")));
    assertThat(status.storageBehind()).isTrue();
  }

  @Test
  void whatIsNotToldOrNotEnabledOrNotReadableIsUnknown() {
    assertThat(decode(UnknownFieldSet.newBuilder()).storage()).isEqualTo(StorageFormat.UNKNOWN);
    assertThat(
            decode(
                    UnknownFieldSet.newBuilder()
                        .addField(11, text(""))
                        .addField(13, downgrade(0, "3.5.0")))
                .storage())
        .isEqualTo(StorageFormat.UNKNOWN);
    assertThat(decode(UnknownFieldSet.newBuilder().addField(13, text("\u0002"))).storage())
        .isEqualTo(StorageFormat.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({
    "3.5.0, 3.6.16, true",
    "3.6.0, 3.6.16, false",
    "3.6.0, 3.7.3, true",
    "3.7.0, 3.6.16, false",
    "3.5.0, 3.5.30, false",
    "garbage, 3.6.16, false",
    "3.5.0, garbage, false"
  })
  void onlyAnOlderLineIsBehind(String storage, String server, boolean behind) {
    assertThat(new StorageFormat(Optional.of(storage), Optional.empty()).behind(server))
        .isEqualTo(behind);
  }
}
