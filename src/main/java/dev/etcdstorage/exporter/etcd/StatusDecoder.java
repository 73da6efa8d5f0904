package dev.etcdstorage.exporter.etcd;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.etcd.jetcd.api.StatusResponse;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads a {@code StatusResponse} of any version. */
final class StatusDecoder {
  /** {@code dbSizeQuota}, from 3.6; jetcd's message does not have it yet. */
  private static final int QUOTA_FIELD = 12;

  /** {@code storageVersion} and {@code downgradeInfo}, from 3.6 as well. */
  private static final int STORAGE_VERSION_FIELD = 11;

  private static final int DOWNGRADE_FIELD = 13;

  /** Of {@code DowngradeInfo}. */
  private static final int ENABLED_FIELD = 1;

  private static final int TARGET_FIELD = 2;

  private StatusDecoder() {}

  static MemberStatus decode(StatusResponse response) {
    return new MemberStatus(
        response.getHeader().getClusterId(),
        response.getHeader().getMemberId(),
        response.getVersion(),
        response.getDbSize(),
        response.getDbSizeInUse(),
        response.getHeader().getRevision(),
        response.getLeader(),
        response.getRaftIndex(),
        response.getRaftAppliedIndex(),
        response.getIsLearner(),
        RaisedAlarm.parse(response.getErrorsList()),
        quota(response),
        storage(response.getUnknownFields()));
  }

  private static OptionalLong quota(StatusResponse response) {
    List<Long> values = response.getUnknownFields().getField(QUOTA_FIELD).getVarintList();
    long last = values.isEmpty() ? 0 : values.get(values.size() - 1);
    return last == 0 ? OptionalLong.empty() : OptionalLong.of(last);
  }

  private static StorageFormat storage(UnknownFieldSet fields) {
    return new StorageFormat(
        text(fields, STORAGE_VERSION_FIELD),
        last(fields, DOWNGRADE_FIELD).flatMap(StatusDecoder::downgradeTarget));
  }

  private static Optional<String> downgradeTarget(ByteString message) {
    try {
      UnknownFieldSet downgrade = UnknownFieldSet.parseFrom(message);
      return downgrade.getField(ENABLED_FIELD).getVarintList().contains(1L)
          ? text(downgrade, TARGET_FIELD)
          : Optional.empty();
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> text(UnknownFieldSet fields, int number) {
    return last(fields, number).map(ByteString::toStringUtf8).filter(text -> !text.isEmpty());
  }

  /** If a field is repeated, the last one counts. */
  private static Optional<ByteString> last(UnknownFieldSet fields, int number) {
    List<ByteString> values = fields.getField(number).getLengthDelimitedList();
    return values.isEmpty() ? Optional.empty() : Optional.of(values.get(values.size() - 1));
  }
}
