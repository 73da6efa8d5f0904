package dev.etcdstorage.exporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.util.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** scripts/build-deb, on the distribution that was packaged; it is unpacked and not installed. */
class DebianPackageIT {
  private static final String NAME = "etcd-storage-exporter";
  private static final String VERSION = System.getProperty("project.version");
  private static final String ARCHIVE = NAME + "-" + VERSION + ".tar.gz";

  @TempDir private Path folder;

  private Path build(String where) throws IOException {
    Path archive = Files.createDirectory(folder.resolve(where)).resolve(ARCHIVE);
    Files.copy(Path.of("target", ARCHIVE), archive);
    String said = run("scripts/build-deb", archive.toString());
    Path made = archive.resolveSibling(NAME + "_" + VERSION + "_all.deb");
    assertThat(said.strip()).isEqualTo(made.toString());
    return made;
  }

  private static String run(String... command) {
    Command.Result result = Command.run(List.of(command), Map.of(), "");
    assertThat(result.exitCode()).as(result.stderr()).isZero();
    return result.stdout();
  }

  @Test
  void packageHasTheProgramOnThePathItsUnitItsUserAndItsSettings() throws IOException {
    Path made = build("once");
    Path root = folder.resolve("root");
    run("dpkg-deb", "--raw-extract", made.toString(), root.toString());

    // The program starts by its name, with the libraries that are in the package
    assertThat(run(root.resolve("usr/bin/" + NAME).toString(), "--version"))
        .startsWith(NAME + " " + VERSION + "\n");
    // The unit starts that program, with the settings that are in the package
    assertThat(root.resolve("usr/lib/systemd/system/" + NAME + ".service"))
        .content()
        .contains(
            "ExecStart=/usr/bin/" + NAME + " serve $ARGS\n",
            "EnvironmentFile=/etc/default/" + NAME + "\n",
            "User=" + NAME + "\n")
        .doesNotContain("/opt/");
    assertThat(root.resolve("usr/lib/sysusers.d/" + NAME + ".conf"))
        .hasSameTextualContentAs(Path.of("deploy/systemd/" + NAME + ".sysusers"));
    assertThat(root.resolve("etc/default/" + NAME))
        .hasSameTextualContentAs(Path.of("deploy/systemd/" + NAME + ".default"));
    assertThat(root.resolve("DEBIAN/conffiles")).hasContent("/etc/default/" + NAME);
    assertThat(root.resolve("usr/share/man/man1/" + NAME + ".1.gz")).exists();
    assertThat(root.resolve("usr/share/bash-completion/completions/" + NAME))
        .hasSameTextualContentAs(
            Path.of("src/main/dist/share/bash-completion/completions/" + NAME));
    assertThat(run("dpkg-deb", "--field", made.toString()))
        .contains(
            "Version: " + VERSION + "\n",
            "Depends: openjdk-17-jre-headless | java17-runtime-headless, ");
    for (String script : List.of("postinst", "prerm", "postrm")) {
      run("sh", "-n", root.resolve("DEBIAN").resolve(script).toString());
    }
  }

  @Test
  void sameDistributionMakesTheSamePackage() throws IOException {
    assertThat(build("once")).hasSameBinaryContentAs(build("twice"));
  }
}
