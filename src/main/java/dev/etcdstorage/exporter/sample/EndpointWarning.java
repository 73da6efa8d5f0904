package dev.etcdstorage.exporter.sample;

import dev.etcdstorage.exporter.config.Endpoint;
import java.util.Locale;

/**
 * An endpoint that does not lead to one member of its own.
 *
 * @param other the endpoint that leads to the same member, or this one
 */
public record EndpointWarning(Endpoint endpoint, Problem problem, Endpoint other) {
  /** What is wrong. The names are part of the status API. */
  public enum Problem {
    /** It leads to a member that another endpoint leads to. */
    SAME_MEMBER,
    /** Members answer in turn on one connection: a grpc-proxy or a balancer. */
    SEVERAL_MEMBERS;

    /** Its value in the status API. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static EndpointWarning sameMember(Endpoint endpoint, Endpoint first) {
    return new EndpointWarning(endpoint, Problem.SAME_MEMBER, first);
  }

  static EndpointWarning severalMembers(Endpoint endpoint) {
    return new EndpointWarning(endpoint, Problem.SEVERAL_MEMBERS, endpoint);
  }

  /** What is wrong and what to do, to follow the endpoint; without a full stop. */
  public String words() {
    return switch (problem) {
      case SAME_MEMBER ->
          "leads to the same member as "
              + other
              + ", which is watched once; give each member's own"
              + " address";
      case SEVERAL_MEMBERS ->
          "leads to several members in turn, so it is a proxy or a balancer: nothing can be said of"
              + " how fast their files grow; give the members' own addresses";
    };
  }
}
