package dev.etcdstorage.exporter.web;

import dev.etcdstorage.exporter.config.ConfigException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the route of a request, and answers itself if there is none or it fails. */
final class Router implements Function<Request, Response> {
  private static final Logger LOG = LoggerFactory.getLogger(Router.class);

  private final Logger log;
  private final Map<String, Route> routes;
  private final Map<String, String> failing = new ConcurrentHashMap<>();

  /**
   * Takes the routes in any order.
   *
   * @throws ConfigException if two have the same path, as the telemetry path can cause
   */
  Router(List<Route> routes) {
    this(LOG, routes);
  }

  Router(Logger log, List<Route> routes) {
    this.log = log;
    Map<String, Route> byPath = new HashMap<>();
    for (Route route : routes) {
      if (byPath.put(route.path(), route) != null) {
        throw new ConfigException(
            "there are two pages at " + route.path() + "; choose another --web.telemetry-path");
      }
    }
    this.routes = Map.copyOf(byPath);
  }

  @Override
  public Response apply(Request request) {
    Route route = routes.get(request.path());
    if (route == null) {
      return Response.text(404, "no such page");
    }
    if (!route.methods().contains(request.method())) {
      return Response.text(405, "this page takes " + route.allow()).with("Allow", route.allow());
    }
    try {
      Response response = route.handler().handle(request);
      failing.remove(route.path());
      return response;
    } catch (Throwable e) {
      // Errors too: the JDK's server would leave the client waiting.
      report(route.path(), e);
      return Response.text(500, "the exporter failed to make this page; its log says why");
    }
  }

  /** A page that keeps failing in the same way is logged once, not at each scrape. */
  private void report(String path, Throwable e) {
    if (!e.toString().equals(failing.put(path, e.toString()))) {
      log.atError().addKeyValue("path", path).setCause(e).log("page failed");
    }
  }
}
