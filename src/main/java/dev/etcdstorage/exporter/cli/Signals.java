package dev.etcdstorage.exporter.cli;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * POSIX signals. The JDK offers them only in {@code sun.misc.Signal} (module jdk.unsupported),
 * which a build with warnings as errors may not name, hence the reflection.
 */
final class Signals {
  private static final Logger LOG = LoggerFactory.getLogger("cli");

  private Signals() {}

  /** Runs the action on a thread of its own at each signal. */
  static void on(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, args) -> {
                if (method.getName().equals("handle")) {
                  action.run();
                }
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ReflectiveOperationException e) {
      LOG.atWarn().addKeyValue("signal", name).log("signal cannot be handled on this system");
    }
  }
}
