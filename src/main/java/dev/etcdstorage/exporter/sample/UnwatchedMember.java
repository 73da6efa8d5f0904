package dev.etcdstorage.exporter.sample;

import dev.etcdstorage.exporter.etcd.ListedMember;
import java.util.List;
import java.util.Locale;

/**
 * A member of the list that no endpoint led to, so that nothing is known of it.
 *
 * @param id unsigned
 * @param name its name, or its id in hexadecimal where it has none or another member has it too
 * @param voter whether it counts for the quorum
 * @param clientUrls as advertised
 */
public record UnwatchedMember(
    long id, String name, boolean voter, List<String> clientUrls, Why why) {
  /** Why it is not watched. The names are values of the label {@code reason}. */
  public enum Why {
    /** It was added to the list and has never joined. */
    NEVER_STARTED,
    /** All that it advertises leads to other members. */
    WRONG_ADDRESS,
    /** It advertises plain http only, but TLS is configured. */
    PLAIN_TEXT,
    /** It advertises https only, but no TLS settings are given. */
    NO_TLS_SETTINGS,
    /** It advertises nothing that can be reached over TCP. */
    NO_USABLE_URL,
    /** Only configured endpoints are watched, and none leads to it. */
    NOT_CONFIGURED;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public UnwatchedMember {
    clientUrls = List.copyOf(clientUrls);
  }

  static UnwatchedMember of(ListedMember listed, String name, Why why) {
    return new UnwatchedMember(listed.id(), name, !listed.learner(), listed.clientUrls(), why);
  }

  /** Whether this is a fault; a member that was not configured is none. */
  public boolean fault() {
    return why != Why.NOT_CONFIGURED;
  }

  /** Whether it is known to be down while the quorum counts it. */
  public boolean missingVoter() {
    return voter && why == Why.NEVER_STARTED;
  }

  /**
   * Whether the cluster must not be changed without it. A learner that never started is not needed:
   * it has no vote and no data.
   */
  public boolean needed() {
    return voter || why != Why.NEVER_STARTED;
  }

  /** What is wrong and what to do, to follow the name; without a full stop. */
  public String words() {
    return switch (why) {
      case NEVER_STARTED ->
          "was added "
              + (voter
                  ? "and never started, but counts for the quorum"
                  : "as a learner and never started")
              + ": start it, or take it out (etcdctl member remove "
              + Long.toHexString(id)
              + ")";
      case WRONG_ADDRESS ->
          "is not watched: what it advertises ("
              + urls()
              + ") leads to another member; let it advertise an address of its own"
              + " (--advertise-client-urls)";
      case PLAIN_TEXT ->
          "is not watched: it advertises plain http only ("
              + urls()
              + ") where TLS was asked for; let it advertise https, or give its http endpoint too";
      case NO_TLS_SETTINGS ->
          "is not watched: it advertises https only ("
              + urls()
              + ") and no TLS settings are given; give --cacert, and --cert and --key where etcd"
              + " asks for a client certificate";
      case NO_USABLE_URL ->
          clientUrls.isEmpty()
              ? "is not watched: it advertises no client URL"
              : "is not watched: it advertises no http or https address (" + urls() + ")";
      case NOT_CONFIGURED -> "is not among the endpoints given";
    };
  }

  private String urls() {
    return String.join(", ", clientUrls);
  }
}
