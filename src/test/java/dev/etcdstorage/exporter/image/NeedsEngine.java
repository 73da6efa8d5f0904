package dev.etcdstorage.exporter.image;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;

/**
 * For tests that need a container engine. Without one they are skipped, and a message says so; with
 * {@code CI=true} they fail, since a build that leaves them out proves nothing.
 */
final class NeedsEngine implements BeforeAllCallback {
  @Override
  public void beforeAll(ExtensionContext context) {
    if (DockerClientFactory.instance().isDockerAvailable()) {
      return;
    }
    String why =
        "No container engine answers: "
            + context.getDisplayName()
            + " cannot run. Start Docker, or run ./test as root, which brings one";
    if ("true".equals(System.getenv("CI"))) {
      throw new AssertionError(why);
    }
    System.err.println("\n*** NOT TESTED ***\n*** " + why + "\n");
    Assumptions.abort(why);
  }
}
