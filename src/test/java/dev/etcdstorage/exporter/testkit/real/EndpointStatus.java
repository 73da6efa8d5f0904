package dev.etcdstorage.exporter.testkit.real;

import dev.etcdstorage.exporter.testkit.util.Json;
import java.util.List;

/**
 * What {@code etcdctl endpoint status} says of one member; the truth that metrics are held against.
 */
public record EndpointStatus(
    String endpoint,
    long clusterId,
    long memberId,
    String version,
    long dbSize,
    long dbSizeInUse,
    long revision,
    long leader,
    long raftIndex,
    long raftAppliedIndex,
    boolean isLearner,
    List<String> errors) {

  public boolean isLeader() {
    return leader == memberId;
  }

  static EndpointStatus from(Json entry) {
    Json status = entry.at("Status");
    Json header = status.at("header");
    return new EndpointStatus(
        entry.text("Endpoint"),
        header.number("cluster_id"),
        header.number("member_id"),
        status.text("version"),
        status.number("dbSize"),
        status.number("dbSizeInUse"),
        header.number("revision"),
        status.number("leader"),
        status.number("raftIndex"),
        status.number("raftAppliedIndex"),
        status.text("isLearner").equals("true"),
        status.list("errors").stream().map(Json::asText).toList());
  }
}
