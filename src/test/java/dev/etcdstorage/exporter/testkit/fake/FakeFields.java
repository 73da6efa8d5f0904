package dev.etcdstorage.exporter.testkit.fake;

import com.google.protobuf.UnknownFieldSet;
import io.etcd.jetcd.api.WatchCreateRequest;
import io.etcd.jetcd.api.WatchResponse;

/** Fields of etcd that jetcd's messages do not know. */
final class FakeFields {
  private static final int REQUEST_FRAGMENT = 8;
  private static final int RESPONSE_FRAGMENT = 7;

  private FakeFields() {}

  static boolean fragmentWanted(WatchCreateRequest request) {
    return request.getUnknownFields().getField(REQUEST_FRAGMENT).getVarintList().contains(1L);
  }

  /** The response, of which more is to come. */
  static WatchResponse fragment(WatchResponse.Builder response) {
    return response
        .setUnknownFields(
            UnknownFieldSet.newBuilder()
                .addField(
                    RESPONSE_FRAGMENT, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                .build())
        .build();
  }
}
