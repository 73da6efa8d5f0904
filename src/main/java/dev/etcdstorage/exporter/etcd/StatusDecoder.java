package dev.etcdstorage.exporter.etcd;

import io.etcd.jetcd.api.StatusResponse;
import java.util.List;
import java.util.OptionalLong;

/** Reads a {@code StatusResponse} of any version. */
final class StatusDecoder {
  /** {@code dbSizeQuota}, from 3.6; jetcd's message does not know it yet. */
  private static final int QUOTA_FIELD = 12;

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
        quota(response));
  }

  private static OptionalLong quota(StatusResponse response) {
    List<Long> values = response.getUnknownFields().getField(QUOTA_FIELD).getVarintList();
    long last = values.isEmpty() ? 0 : values.get(values.size() - 1);
    return last == 0 ? OptionalLong.empty() : OptionalLong.of(last);
  }
}
