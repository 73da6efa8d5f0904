package dev.etcdstorage.exporter.testkit.real;

import dev.etcdstorage.exporter.testkit.util.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An etcd with a root user and one who may read and write only what begins with /app/. */
public final class EtcdUsers implements AutoCloseable {
  public static final String LIMITED = "alice";

  private static final String ROOT_PASSWORD = "root-secret-4711";
  private static final String PASSWORD = "alice-secret-4713";

  private final RealEtcd etcd;
  private final Path folder;

  private EtcdUsers(RealEtcd etcd) {
    this.etcd = etcd;
    this.folder = Folders.temporary("users");
  }

  public static EtcdUsers start(EtcdBinary binary) {
    EtcdUsers users = new EtcdUsers(RealEtcd.start(EtcdLaunch.of(binary).flag("--bcrypt-cost=4")));
    try {
      Etcdctl etcdctl = users.etcd.etcdctl();
      etcdctl.addRole("reader", "/app/");
      etcdctl.addUser(LIMITED, PASSWORD);
      etcdctl.grantRole(LIMITED, "reader");
      etcdctl.enableAuth(ROOT_PASSWORD);
      return users;
    } catch (RuntimeException | Error e) {
      users.close();
      throw e;
    }
  }

  public RealEtcd etcd() {
    return etcd;
  }

  /** Acts as root. */
  public Etcdctl asRoot() {
    return etcd.etcdctl().withUser("root", ROOT_PASSWORD);
  }

  /** Gives the limited user all rights. */
  public void grantAll() {
    asRoot().grantRole(LIMITED, "root");
  }

  /** Whether etcd tells its status to users who are not root, as 3.4 does. */
  public boolean statusForAll() {
    return etcd.etcdctl().withUser(LIMITED, PASSWORD).answersStatus();
  }

  /** The file with the limited user's password. */
  public Path passwordFile() {
    try {
      return Files.writeString(folder.resolve("password"), PASSWORD + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    etcd.close();
    Folders.delete(folder);
  }
}
