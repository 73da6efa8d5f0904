package dev.etcdstorage.exporter.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Parts of the running exporter, one for each cluster, each made for its own settings. A new
 * configuration keeps the parts whose settings it contains, opens new ones and ends those that are
 * gone; either all of it is done or nothing.
 *
 * @param <S> the settings, compared by equals
 */
public final class ReloadableParts<S, P extends ReloadableParts.Part> implements AutoCloseable {
  /** Opened, then started once; closed without a start if the configuration is not taken. */
  public interface Part extends AutoCloseable {
    /** The name in the configuration, if it has one. */
    Optional<String> cluster();

    default void start() {}

    /** Ends it when a configuration no longer has it; must not wait for long. */
    default void stop() {
      close();
    }

    @Override
    void close();
  }

  /** A new configuration, ready to be swapped in; closing it without that changes nothing. */
  public interface Change extends AutoCloseable {
    void commit();

    @Override
    void close();
  }

  /** A change, and the parts after it. */
  public final class Prepared implements Change {
    private final Map<S, P> next;
    private List<P> opened;

    private Prepared(Map<S, P> next, List<P> opened) {
      this.next = next;
      this.opened = opened;
    }

    /** In the order of the configuration. */
    public List<P> parts() {
      return List.copyOf(next.values());
    }

    @Override
    public void commit() {
      List<P> gone = new ArrayList<>(parts.values());
      gone.removeAll(next.values());
      List<P> starting = opened;
      opened = List.of();
      parts = next;
      listed = parts();
      Map<Optional<String>, P> named = new HashMap<>();
      listed.forEach(part -> named.put(part.cluster(), part));
      byCluster = named;
      gone.forEach(Part::stop);
      starting.forEach(Part::start);
    }

    @Override
    public void close() {
      opened.forEach(Part::close);
    }
  }

  private final Function<S, P> opener;
  private volatile Map<S, P> parts = Map.of();

  /** The same, for scrapes. */
  private volatile List<P> listed = List.of();

  private volatile Map<Optional<String>, P> byCluster = Map.of();

  public ReloadableParts(Function<S, P> opener) {
    this.opener = opener;
  }

  /**
   * Opens what a new configuration needs. One change at a time.
   *
   * @throws ConfigException when a file that the settings name cannot be used
   */
  public Prepared prepare(List<S> settings) {
    Map<S, P> next = new LinkedHashMap<>();
    List<P> opened = new ArrayList<>();
    try {
      for (S each : settings) {
        P part = parts.get(each);
        if (part == null) {
          part = opener.apply(each);
          opened.add(part);
        }
        next.put(each, part);
      }
    } catch (RuntimeException e) {
      opened.forEach(Part::close);
      throw e;
    }
    return new Prepared(next, opened);
  }

  /** In the order of the configuration. */
  public List<P> parts() {
    return listed;
  }

  /** The part of one cluster, if it has one. */
  public Optional<P> of(Optional<String> cluster) {
    return Optional.ofNullable(byCluster.get(cluster));
  }

  @Override
  public void close() {
    parts.values().forEach(Part::close);
    parts = Map.of();
    listed = List.of();
    byCluster = Map.of();
  }
}
