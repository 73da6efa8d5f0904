package dev.etcdstorage.exporter.testkit.fake;

import io.grpc.Status;

/** Failures as real etcd words them; code and text are the same on 3.4 to 3.7. */
public final class EtcdErrors {
  public static final Status COMPACTED =
      Status.OUT_OF_RANGE.withDescription("etcdserver: mvcc: required revision has been compacted");
  public static final Status FUTURE_REVISION =
      Status.OUT_OF_RANGE.withDescription(
          "etcdserver: mvcc: required revision is a future revision");
  public static final Status NO_SPACE =
      Status.RESOURCE_EXHAUSTED.withDescription("etcdserver: mvcc: database space exceeded");
  public static final Status NO_LEADER =
      Status.UNAVAILABLE.withDescription("etcdserver: no leader");
  public static final Status PERMISSION_DENIED =
      Status.PERMISSION_DENIED.withDescription("etcdserver: permission denied");
  public static final Status INVALID_TOKEN =
      Status.UNAUTHENTICATED.withDescription("etcdserver: invalid auth token");
  public static final Status NO_USER =
      Status.INVALID_ARGUMENT.withDescription("etcdserver: user name is empty");
  public static final Status WRONG_PASSWORD =
      Status.INVALID_ARGUMENT.withDescription(
          "etcdserver: authentication failed, invalid user ID or password");
  public static final Status AUTH_NOT_ENABLED =
      Status.FAILED_PRECONDITION.withDescription("etcdserver: authentication is not enabled");

  private EtcdErrors() {}
}
