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
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.LocationProvider;
import com.tngtech.archunit.lang.ArchRule;
import dev.etcdstorage.exporter.config.ConfigException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The arrows of the design: which package may use which, and which library belongs where. */
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
  private static ArchRule only(List<String> users, DescribedPredicate<JavaClass> library) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(users.stream().map(ArchitectureTest::in).toArray(String[]::new))
        .should()
        .dependOnClassesThat(library)
        .as("only " + String.join(", ", users) + " uses " + library.getDescription());
  }

  private static ArchRule only(String user, DescribedPredicate<JavaClass> library) {
    return only(List.of(user), library);
  }

  private static ArchRule doesNotKnow(String name, String other) {
    return noClasses()
        .that()
        .resideInAPackage(in(name))
        .should()
        .dependOnClassesThat(resideInAPackage(in(other)))
        .as(name + " does not know " + other);
  }

  /** Values in, values out: besides the language it knows itself and these. */
  private static ArchRule isPure(String name, String... others) {
    String[] known =
        Stream.concat(
                Stream.of(in(name), "java.lang..", "java.util..", "java.nio.charset", "java.time"),
                Stream.concat(Stream.of("org.jspecify.."), Stream.of(others)))
            .toArray(String[]::new);
    return classes()
        .that()
        .resideInAPackage(in(name))
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(known))
        .as(name + " is pure");
  }

  @ArchTest static final ArchRule config = knowsOnly("config", "storage", "files");
  @ArchTest static final ArchRule textKnowsNobody = knowsOnly("text");
  @ArchTest static final ArchRule storageKnowsNobody = knowsOnly("storage");
  @ArchTest static final ArchRule filesKnowNobody = knowsOnly("files");
  @ArchTest static final ArchRule log = knowsOnly("log", "text");
  @ArchTest static final ArchRule tls = knowsOnly("tls", "config", "files");
  @ArchTest static final ArchRule etcd = knowsOnly("etcd", "config", "tls", "files", "text");

  /** A history is of looks at files, which are storage's words; storage knows nobody. */
  @ArchTest static final ArchRule sample = knowsOnly("sample", "config", "etcd", "storage");

  @ArchTest static final ArchRule keyspace = knowsOnly("keyspace", "config", "etcd", "storage");

  @ArchTest static final ArchRule bboltKnowsNobody = knowsOnly("bbolt");

  /** What a key is, and how keys are summed, it says as the exporter does. */
  @ArchTest
  static final ArchRule analyze =
      knowsOnly("analyze", "bbolt", "config", "etcd", "keyspace.prefix", "storage");

  @ArchTest
  static final ArchRule whatAnalyzePrints =
      knowsOnly("report.analyze", "report", "analyze", "bbolt", "text");

  @ArchTest
  static final ArchRule maintenance =
      knowsOnly("maintenance", "config", "etcd", "sample", "keyspace", "storage", "files", "text");

  @ArchTest
  static final ArchRule metrics =
      knowsOnly(
          "metrics",
          "observe",
          "config",
          "etcd",
          "sample",
          "keyspace",
          "maintenance",
          "storage",
          "files");

  @ArchTest
  static final ArchRule observe =
      knowsOnly("observe", "etcd", "sample", "keyspace", "maintenance", "storage");

  @ArchTest
  static final ArchRule advice =
      knowsOnly("advice", "observe", "etcd", "sample", "storage", "text");

  @ArchTest
  static final ArchRule status =
      knowsOnly(
          "status",
          "advice",
          "observe",
          "config",
          "etcd",
          "sample",
          "keyspace",
          "maintenance",
          "storage",
          "text",
          "files");

  @ArchTest
  static final ArchRule check =
      knowsOnly(
          "check", "advice", "observe", "config", "etcd", "sample", "keyspace", "storage", "text");

  @ArchTest
  static final ArchRule whatCheckPrints =
      knowsOnly(
          "report.check",
          "check",
          "status",
          "advice",
          "observe",
          "etcd",
          "sample",
          "keyspace.ledger",
          "keyspace.scan",
          "storage",
          "text");

  @ArchTest
  static final ArchRule whatDefragPrints =
      knowsOnly("report.defrag", "report", "maintenance", "etcd", "sample", "storage", "text");

  @ArchTest
  static final ArchRule whatRecoverPrints =
      knowsOnly(
          "report.recover",
          "report",
          "maintenance",
          "advice",
          "etcd",
          "sample",
          "keyspace.scan",
          "storage",
          "text");

  @ArchTest
  static final ArchRule commandsReportsDoNotKnowEachOther =
      slices().matching(ROOT + "report.(*)..").should().notDependOnEachOther();

  @ArchTest
  static final ArchRule jsonStaysInTextAndAnalyze =
      only(List.of("text", "analyze"), resideInAPackage("com.google.gson.."));

  /** ADR 9. */
  @ArchTest
  static final ArchRule watchDoesNotKnowScan = doesNotKnow("keyspace.watch", "keyspace.scan");

  @ArchTest
  static final ArchRule scanDoesNotKnowWatch = doesNotKnow("keyspace.scan", "keyspace.watch");

  /** They tell the ledger what they see, whoever listens. */
  @ArchTest
  static final ArchRule watchDoesNotKnowTheLedger =
      doesNotKnow("keyspace.watch", "keyspace.ledger");

  @ArchTest
  static final ArchRule scanDoesNotKnowTheLedger = doesNotKnow("keyspace.scan", "keyspace.ledger");

  @ArchTest
  static final ArchRule prefixIsPure =
      isPure("keyspace.prefix", in("config"), in("etcd"), "com.google.re2j..");

  @ArchTest
  static final ArchRule maintenanceDoesNotKnowRecover =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "maintenance")
          .should()
          .dependOnClassesThat(resideInAPackage(in("maintenance.recover")));

  @ArchTest static final ArchRule web = knowsOnly("web", "config", "tls", "files");

  @ArchTest
  static final ArchRule noCycles = slices().matching(ROOT + "(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule noCyclesBetweenSubPackages =
      slices().matching(ROOT + "(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule tlsKnowsOnlyTheExceptionOfConfig =
      noClasses()
          .that()
          .resideInAPackage(in("tls"))
          .should()
          .dependOnClassesThat(
              resideInAPackage(in("config")).and(not(type(ConfigException.class))));

  @ArchTest static final ArchRule storageIsPure = isPure("storage");

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
      only(List.of("metrics", "web", "cli"), resideInAPackage("io.prometheus.."));

  @ArchTest
  static final ArchRule metricNamesStayInMetrics =
      only("metrics", resideInAPackage("io.prometheus.metrics.model.snapshots.."));

  /** A search by name finds one class. */
  @ArchTest
  static void noTwoTopLevelTypesShareAName(JavaClasses product) {
    Map<String, List<JavaClass>> byName =
        product.stream()
            .filter(JavaClass::isTopLevelClass)
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .collect(Collectors.groupingBy(JavaClass::getSimpleName));
    byName.values().removeIf(types -> types.size() == 1);

    assertThat(byName).isEmpty();
  }
}
