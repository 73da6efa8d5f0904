package dev.etcdstorage.exporter.testkit.real;

import dev.etcdstorage.exporter.testkit.data.EtcdTls;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How to start an etcd. Immutable: {@code EtcdLaunch.of(binary).name("a").quotaBytes(16 << 20)}.
 *
 * @param token keeps clusters apart; empty means that the starter picks a fresh one
 */
public record EtcdLaunch(
    EtcdBinary binary, String name, String token, @Nullable EtcdTls tls, List<String> extraFlags) {

  public EtcdLaunch {
    extraFlags = List.copyOf(extraFlags);
  }

  public static EtcdLaunch of(EtcdBinary binary) {
    return new EtcdLaunch(binary, "etcd-0", "", null, List.of());
  }

  public EtcdLaunch name(String newName) {
    return new EtcdLaunch(binary, newName, token, tls, extraFlags);
  }

  EtcdLaunch binary(EtcdBinary other) {
    return new EtcdLaunch(other, name, token, tls, extraFlags);
  }

  EtcdLaunch token(String newToken) {
    return new EtcdLaunch(binary, name, newToken, tls, extraFlags);
  }

  public EtcdLaunch tls(EtcdTls newTls) {
    return new EtcdLaunch(binary, name, token, newTls, extraFlags);
  }

  /** Negative switches the quota off, 0 is etcd's default. */
  public EtcdLaunch quotaBytes(long bytes) {
    return flag("--quota-backend-bytes=" + bytes);
  }

  /** Any other flag of etcd, as {@code --name=value}. */
  public EtcdLaunch flag(String flag) {
    List<String> flags = new ArrayList<>(extraFlags);
    flags.add(flag);
    return new EtcdLaunch(binary, name, token, tls, flags);
  }

  List<String> flags() {
    return tls == null
        ? extraFlags
        : Stream.concat(tls.flags().stream(), extraFlags.stream()).toList();
  }
}
