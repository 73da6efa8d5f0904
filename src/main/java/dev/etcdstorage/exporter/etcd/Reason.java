package dev.etcdstorage.exporter.etcd;

import java.util.Locale;

/** Why a member gave no answer. The names are values of the label {@code reason}. */
public enum Reason {
  /** No answer within the deadline: paused, cut off, or busy with a defragmentation. */
  TIMEOUT,
  /** No connection: refused, no route, unknown host. */
  UNREACHABLE,
  /** The TLS handshake failed: wrong CA, expired or refused certificate, wrong name. */
  TLS,
  /** etcd wants a user, or does not take this one. */
  UNAUTHENTICATED,
  /** The user lacks the right; SECURITY.md says which releases want the root role for Status. */
  PERMISSION_DENIED,
  /** What answered does not speak etcd's protocol. */
  INVALID_ANSWER,
  /** etcd answered with an error of its own. */
  ETCD_ERROR;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** Whether etcd answers, but not to this user. */
  public boolean refusesUser() {
    return this == UNAUTHENTICATED || this == PERMISSION_DENIED;
  }

  /** The label's value, lower case. */
  public String label() {
    return label;
  }
}
