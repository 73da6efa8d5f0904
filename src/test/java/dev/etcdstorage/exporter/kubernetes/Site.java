package dev.etcdstorage.exporter.kubernetes;

import com.github.dockerjava.api.DockerClient;
import dev.etcdstorage.exporter.image.Images;
import dev.etcdstorage.exporter.testkit.data.ScrapedPage;
import dev.etcdstorage.exporter.testkit.real.ControlPlane;
import dev.etcdstorage.exporter.testkit.real.Helm;
import dev.etcdstorage.exporter.testkit.real.RunningCommand;
import dev.etcdstorage.exporter.testkit.util.Command;
import dev.etcdstorage.exporter.testkit.util.Folders;
import dev.etcdstorage.exporter.testkit.util.Poll;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.testcontainers.DockerClientFactory;

/**
 * What a user has: a cluster, the image in their registry, and a copy of the project's files, in
 * which they stand and paste the README's commands.
 */
final class Site implements AutoCloseable {
  /** Of the control plane's etcd, which begins as 3.6. */
  static final long QUOTA = 256L << 20;

  /** What the README calls the user's registry. */
  static final String REGISTRY = "registry.your.org";

  /** Labels of the pods that each of the manifests makes. */
  static final String DAEMONSET = "app.kubernetes.io/component=exporter";

  static final String CENTRAL = "app.kubernetes.io/component=central";
  static final String SIDECAR = "etcd-storage-exporter=sidecar";

  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final String TAINT = "node-role.kubernetes.io/control-plane";
  private static final String IMAGE =
      REGISTRY + "/etcd-storage-exporter:" + System.getProperty("project.version");

  /** Each JVM has a control plane of its own. */
  private static final Path FOLDER =
      Path.of("target/kubernetes-" + Integer.getInteger("jvm.number", 1)).toAbsolutePath();

  /** etcdctl as root, with the files that kubeadm made. */
  private static final String ETCDCTL =
      "export ETCDCTL_ENDPOINTS=https://127.0.0.1:2379"
          + " ETCDCTL_CACERT=/etc/kubernetes/pki/etcd/ca.crt"
          + " ETCDCTL_CERT=/etc/kubernetes/pki/etcd/healthcheck-client.crt"
          + " ETCDCTL_KEY=/etc/kubernetes/pki/etcd/healthcheck-client.key\n";

  private final Path folder;
  private final Path files;
  private final ControlPlane plane;
  private final List<ControlPlane> joined = new ArrayList<>();

  private Site(Path folder, ControlPlane plane) {
    this.folder = folder;
    this.files = folder.resolve("files");
    this.plane = plane;
  }

  /** Starts the control plane, gives it the image, and sets the registry as the README says. */
  static Site open() {
    return open(FOLDER);
  }

  /** The same with two more nodes, beside the one that is shared. */
  static Site ofThreeNodes() {
    Site site = open(FOLDER.resolveSibling(FOLDER.getFileName() + "-of-three"));
    try {
      site.join("node2");
      site.join("node3");
      return site;
    } catch (Throwable e) {
      site.close();
      throw e;
    }
  }

  private static Site open(Path folder) {
    Folders.delete(folder);
    copy(folder.resolve("files"), "deploy", "rules", "dashboards");
    ControlPlane plane =
        ControlPlane.start(
            folder.resolve("node"), "--etcd", "3.6", "--quota", Long.toString(QUOTA));
    try {
      Site site = new Site(folder, plane);
      site.loadExporter(plane);
      site.run(ReadmeBlocks.with("sed -i 's|registry.example|").lines().findFirst().orElseThrow());
      return site;
    } catch (Throwable e) {
      plane.close();
      throw e;
    }
  }

  private void join(String name) {
    ControlPlane node =
        ControlPlane.start(folder.resolve(name), "--join", folder.resolve("node").toString());
    joined.add(node);
    loadExporter(node);
  }

  private static void copy(Path to, String... folders) {
    try {
      Files.createDirectories(to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (String folder : folders) {
      Command.run(List.of("cp", "-a", folder, to.toString()), Map.of(), "");
    }
  }

  /** The image that the tests of the image use too. */
  private void loadExporter(ControlPlane node) {
    Path tar = folder.resolve("exporter.tar");
    try {
      String built = Images.exporter().get();
      DockerClient docker = DockerClientFactory.instance().client();
      try (InputStream saved = docker.saveImageCmd(built).exec()) {
        Files.copy(saved, tar, StandardCopyOption.REPLACE_EXISTING);
      }
      node.load(tar);
      Files.delete(tar);
      node.ask("ctr", "images", "tag", built, IMAGE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted while the image was built", e);
    } catch (ExecutionException e) {
      throw new AssertionError("The image was not built", e);
    }
  }

  /** Gives the cluster an image of one of this machine's programs. */
  void loadProgram(String name, Path program) {
    Path tar = folder.resolve("program.tar");
    Command.Result packed =
        Command.run(
            List.of("sh", "-c", "scripts/pack-image " + name + " " + program + " >" + tar),
            Map.of(),
            "");
    if (packed.exitCode() != 0) {
      throw new AssertionError("No image of " + program + ": " + packed.stderr());
    }
    plane.load(tar);
  }

  /** Its first node. */
  ControlPlane plane() {
    return plane;
  }

  /** One of its nodes, from 1 on. */
  ControlPlane node(int number) {
    return number == 1 ? plane : joined.get(number - 2);
  }

  /** Where the user stands: its folder {@code deploy} is theirs to change. */
  Path files() {
    return files;
  }

  /** Pastes commands there; none of them may fail. */
  String run(String script) {
    return plane.shell(files, script);
  }

  /** The same with this Helm, which keeps its files here; {@code %s} is the chart. */
  String run(Helm helm, String commands) {
    return run(withHelm(helm, commands));
  }

  /** Starts such commands, which go on. */
  RunningCommand begin(Helm helm, String commands) {
    return plane.background("cd '" + files + "'\n" + withHelm(helm, commands));
  }

  private static String withHelm(Helm helm, String commands) {
    return """
        export PATH=%s:$PATH HELM_CACHE_HOME=$PWD/helm HELM_CONFIG_HOME=$PWD/helm HELM_DATA_HOME=$PWD/helm
        """
            .formatted(helm.program().getParent())
        + commands.formatted(Helm.CHART);
  }

  /** Pastes the README's only block with this text. */
  String readme(String text) {
    return run(ReadmeBlocks.with(text));
  }

  /** etcdctl's words, as root of the control plane's etcd. */
  String etcdctl(String command) {
    return run(ETCDCTL + "etcdctl " + command);
  }

  /** The same of the member on one of the nodes. */
  String etcdctl(int node, String command) {
    return node(node).shell(files, ETCDCTL + "etcdctl " + command);
  }

  /** Starts a command of etcdctl that goes on, at the member of the first node. */
  RunningCommand beginEtcdctl(String command) {
    return plane.background(ETCDCTL + "exec etcdctl " + command);
  }

  /**
   * Makes most of etcd's file free pages, in every member: so many versions of a megabyte, of which
   * none is alive.
   */
  void fragment(int versions) {
    etcdctl(
        """
        version >/dev/null
        head -c 1000000 /dev/zero | tr '\\0' x >megabyte
        seq %d | xargs -P 4 -I{} sh -c 'etcdctl put /filler <megabyte >/dev/null'
        rm megabyte
        etcdctl del /filler
        etcdctl compact --physical "$(etcdctl get nothing -w json | sed 's/.*"revision":\\([0-9]*\\).*/\\1/')"
        """
            .formatted(versions));
  }

  /** A file of the user's own, where they stand. */
  void write(String name, String text) {
    try {
      Files.writeString(files.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Deletes one folder of deploy/kubernetes, if it is there, and waits until its pods are gone: for
   * some seconds after an API server has started, Kubernetes can overlook the pods of what is
   * deleted and made again.
   */
  void remove(String folder) {
    run(
        """
        kubectl delete --ignore-not-found -k deploy/kubernetes/%s
        kubectl wait --for=delete pod -A -l app.kubernetes.io/part-of=etcd-storage-exporter --timeout=10m
        """
            .formatted(folder));
  }

  /** Ordinary pods run beside the control plane from here on, or no more. */
  void admitsOrdinaryPods(boolean admits) {
    run("kubectl taint node node1 --overwrite " + TAINT + (admits ? "-" : ":NoSchedule"));
  }

  /** The container of one of the control plane's programs, which may just be starting. */
  String container(String name) {
    return Poll.answer(
        () -> name + " runs",
        LIMIT,
        () -> Optional.of(run("crictl ps -q --name " + name).strip()).filter(id -> !id.isEmpty()));
  }

  /** Waits until one of the control plane's programs runs in another container, and all is well. */
  void awaitOtherContainer(String name, String before) {
    Poll.until(
        () -> name + " was started anew",
        LIMIT,
        () -> !container(name).equals(before) && plane.raw("/readyz").equals("ok"));
  }

  /** The only pod of these labels. */
  String pod(String namespace, String labels) {
    return plane
        .ask(
            "kubectl",
            "-n",
            namespace,
            "get",
            "pods",
            "-l",
            labels,
            "-o",
            "name",
            "--field-selector=status.phase=Running")
        .strip()
        .replace("pod/", "");
  }

  /** The page of that pod. */
  ScrapedPage page(String namespace, String labels) {
    return plane.page(namespace, pod(namespace, labels));
  }

  /** What is in etcd of the exporter's objects, by key; Kubernetes' events stay for an hour. */
  List<String> leftInEtcd() {
    return etcdctl("get '' --prefix --keys-only")
        .lines()
        .filter(key -> key.contains("etcd-storage-exporter"))
        .filter(key -> !key.startsWith("/registry/events/"))
        .toList();
  }

  @Override
  public void close() {
    joined.forEach(ControlPlane::close);
    plane.close();
    Folders.delete(files);
  }
}
