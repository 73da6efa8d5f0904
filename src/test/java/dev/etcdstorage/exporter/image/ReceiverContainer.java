package dev.etcdstorage.exporter.image;

import dev.etcdstorage.exporter.testkit.util.Http;
import dev.etcdstorage.exporter.testkit.util.WebhookReceiver.Alert;
import dev.etcdstorage.exporter.testkit.util.WebhookReceiver.Notification;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.MountableFile;

/** {@link Receiver}, by the Java of the exporter's image: there is no other image with one. */
final class ReceiverContainer extends GenericContainer<ReceiverContainer> {
  private static final String NAME = "receiver";
  private static final String CLASS_FILE = Receiver.class.getName().replace('.', '/') + ".class";

  ReceiverContainer(Network network) {
    super(Images.exporter());
    withNetwork(network);
    withNetworkAliases(NAME);
    withExposedPorts(Receiver.PORT);
    withCopyFileToContainer(
        MountableFile.forHostPath(classes().resolve(CLASS_FILE), 0644), "/classes/" + CLASS_FILE);
    withCreateContainerCmdModifier(command -> command.withEntrypoint("/opt/java/bin/java"));
    withCommand("-cp", "/classes", Receiver.class.getName());
    waitingFor(Wait.forHttp("/").forPort(Receiver.PORT).withStartupTimeout(Duration.ofMinutes(1)));
  }

  private static Path classes() {
    try {
      return Path.of(Receiver.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** Where it is for others on its network. */
  static String url() {
    return "http://" + NAME + ":" + Receiver.PORT;
  }

  /** In the order of their arrival. */
  List<Notification> notifications() throws IOException {
    Instant now = Instant.now();
    return Http.get("http://" + getHost() + ":" + getMappedPort(Receiver.PORT))
        .body()
        .lines()
        .map(call -> call.split(" ", 2))
        .map(call -> Notification.of(now, call[0], call[1]))
        .toList();
  }

  /** The first such alert that came to a receiver. */
  Optional<Alert> first(String receiver, Predicate<Alert> which) throws IOException {
    return notifications().stream()
        .filter(notification -> notification.receiver().equals(receiver))
        .flatMap(notification -> notification.alerts().stream())
        .filter(which)
        .findFirst();
  }
}
