package dev.etcdstorage.exporter;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.LocationProvider;
import com.tngtech.archunit.lang.ArchRule;
import dev.etcdstorage.exporter.config.ConfigException;
import java.util.Set;
import java.util.stream.Stream;

/** The arrows of the design: who may know whom, and which library stands where. */
@AnalyzeClasses(locations = ArchitectureTest.Product.class)
class ArchitectureTest {
  /** The product's classes, without those of the tests. */
  static final class Product implements LocationProvider {
    @Override
    public Set<Location> get(Class<?> testClass) {
      return Set.of(
          Location.of(ConfigException.class.getProtectionDomain().getCodeSource().getLocation()));
    }
  }

  private static final String ROOT = "dev.etcdstorage.exporter.";

  private static String in(String name) {
    return ROOT + name + "..";
  }

  /** Of ours, this package knows itself and these. */
  private static ArchRule knowsOnly(String name, String... others) {
    String[] known =
        Stream.concat(Stream.of(name), Stream.of(others))
            .map(ArchitectureTest::in)
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(in(name))
        .should()
        .dependOnClassesThat(resideInAPackage(ROOT + ".").and(not(resideInAnyPackage(known))))
        .as(name + " knows only " + String.join(", ", others));
  }

  /** These libraries are used in these packages only. */
  private static ArchRule only(String user, DescribedPredicate<JavaClass> library) {
    return noClasses()
        .that()
        .resideOutsideOfPackage(in(user))
        .should()
        .dependOnClassesThat(library)
        .as("only " + user + " uses " + library.getDescription());
  }

  @ArchTest static final ArchRule config = knowsOnly("config", "storage", "files");
  @ArchTest static final ArchRule textKnowsNobody = knowsOnly("text");
  @ArchTest static final ArchRule storageKnowsNobody = knowsOnly("storage");
  @ArchTest static final ArchRule filesKnowNobody = knowsOnly("files");
  @ArchTest static final ArchRule log = knowsOnly("log", "text");
  @ArchTest static final ArchRule tls = knowsOnly("tls", "config", "files");
  @ArchTest static final ArchRule etcd = knowsOnly("etcd", "config", "tls", "files");

  /** A history is of looks at files, which are storage's words; storage knows nobody. */
  @ArchTest static final ArchRule sample = knowsOnly("sample", "config", "etcd", "storage");

  @ArchTest static final ArchRule keyspace = knowsOnly("keyspace", "config", "etcd", "storage");

  @ArchTest
  static final ArchRule maintenance =
      knowsOnly("maintenance", "config", "etcd", "sample", "keyspace", "storage", "files");

  @ArchTest
  static final ArchRule metrics =
      knowsOnly(
          "metrics", "config", "etcd", "sample", "keyspace", "maintenance", "storage", "files");

  @ArchTest
  static final ArchRule status =
      knowsOnly(
          "status",
          "config",
          "etcd",
          "sample",
          "keyspace",
          "maintenance",
          "storage",
          "metrics",
          "text",
          "files");

  @ArchTest
  static final ArchRule check =
      knowsOnly(
          "check", "config", "etcd", "sample", "keyspace", "storage", "metrics", "status", "text");

  @ArchTest
  static final ArchRule jsonStaysInStatus = only("status", resideInAPackage("com.google.gson.."));

  @ArchTest static final ArchRule web = knowsOnly("web", "config", "tls", "metrics", "files");

  @ArchTest
  static final ArchRule noCycles =
      slices().matching("dev.etcdstorage.exporter.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule tlsKnowsOnlyTheExceptionOfConfig =
      noClasses()
          .that()
          .resideInAPackage(in("tls"))
          .should()
          .dependOnClassesThat(
              resideInAPackage(in("config")).and(not(type(ConfigException.class))));

  @ArchTest
  static final ArchRule storageIsPure =
      classes()
          .that()
          .resideInAPackage(in("storage"))
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  in("storage"), "java.lang..", "java.util..", "java.time", "org.jspecify.."));

  /** Moments and durations are values; what time it is comes from outside. */
  @ArchTest
  static final ArchRule storageNeverAsksWhatTimeItIs =
      noClasses()
          .that()
          .resideInAPackage(in("storage"))
          .should()
          .callMethodWhere(target(name("now")));

  @ArchTest
  static final ArchRule jetcdGrpcAndNettyStayInEtcd =
      only(
          "etcd",
          resideInAnyPackage("io.etcd..", "io.grpc..", "io.netty..", "com.google.protobuf..")
              .and(not(resideInAPackage("io.grpc.util"))));

  @ArchTest
  static final ArchRule grpcsKeyManagersStayInTls = only("tls", resideInAPackage("io.grpc.util"));

  @ArchTest static final ArchRule pemStaysInTls = only("tls", resideInAPackage("io.airlift.."));

  @ArchTest
  static final ArchRule yamlStaysInConfig = only("config", resideInAPackage("org.yaml.."));

  @ArchTest
  static final ArchRule sketchesStayInWatch =
      only("keyspace.watch", resideInAPackage("org.apache.datasketches.."));

  @ArchTest static final ArchRule flagsStayInCli = only("cli", resideInAPackage("picocli.."));

  @ArchTest
  static final ArchRule httpServerStaysInWeb =
      only("web", resideInAnyPackage("com.sun.net.httpserver..", "at.favre.."));

  @ArchTest
  static final ArchRule prometheusStaysInMetricsWebAndCli =
      noClasses()
          .that()
          .resideOutsideOfPackages(in("metrics"), in("web"), in("cli"))
          .should()
          .dependOnClassesThat(resideInAPackage("io.prometheus.."));

  @ArchTest
  static final ArchRule metricNamesStayInMetrics =
      noClasses()
          .that()
          .resideOutsideOfPackage(in("metrics"))
          .should()
          .dependOnClassesThat(resideInAPackage("io.prometheus.metrics.model.snapshots.."));
}
