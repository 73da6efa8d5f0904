package dev.etcdstorage.exporter.image;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Ports;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;

/** Asks the container engine for what Testcontainers does not offer. */
final class Engine {
  private Engine() {}

  /** Where a port of it is from here; asked anew, as one that starts again may get another. */
  static String url(GenericContainer<?> container, int port) {
    Ports.Binding[] bindings =
        inspect(container).getNetworkSettings().getPorts().getBindings().get(ExposedPort.tcp(port));
    if (bindings == null || bindings.length == 0) {
      throw new IllegalStateException("Port " + port + " of " + container + " is not published");
    }
    return "http://" + container.getHost() + ":" + bindings[0].getHostPortSpec();
  }

  /** Which run of it this is; another one after each start. */
  static String run(GenericContainer<?> container) {
    InspectContainerResponse.ContainerState state = inspect(container).getState();
    return state.getPidLong() + " since " + state.getStartedAt();
  }

  static void connect(String containerId, Network network, String alias) {
    client()
        .connectToNetworkCmd()
        .withNetworkId(network.getId())
        .withContainerId(containerId)
        .withContainerNetwork(new ContainerNetwork().withAliases(alias))
        .exec();
  }

  static void disconnect(String containerId, Network network) {
    client()
        .disconnectFromNetworkCmd()
        .withNetworkId(network.getId())
        .withContainerId(containerId)
        .exec();
  }

  static InspectContainerResponse inspect(GenericContainer<?> container) {
    return client().inspectContainerCmd(container.getContainerId()).exec();
  }

  static DockerClient client() {
    return DockerClientFactory.instance().client();
  }
}
