package dev.etcdstorage.exporter.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.etcdstorage.exporter.analyze.AnalyzeSettings;
import dev.etcdstorage.exporter.analyze.By;
import dev.etcdstorage.exporter.config.ClusterConfig;
import dev.etcdstorage.exporter.config.ConfigException;
import dev.etcdstorage.exporter.config.ConfigFile;
import dev.etcdstorage.exporter.config.ExporterConfig;
import dev.etcdstorage.exporter.log.LogSettings;
import dev.etcdstorage.exporter.maintenance.DefragPolicy;
import dev.etcdstorage.exporter.maintenance.DefragRules;
import dev.etcdstorage.exporter.maintenance.guard.GuardSettings;
import dev.etcdstorage.exporter.maintenance.recover.RecoverSettings;
import dev.etcdstorage.exporter.maintenance.recover.SnapshotChoice;
import dev.etcdstorage.exporter.storage.Thresholds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.yaml.snakeyaml.Yaml;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Every flag of every command and every key of the configuration file arrives in the settings, and
 * where there is a flag and a key they mean the same. A flag or key that has no row here fails.
 */
class FlagsAndKeysTest {
  private static final String ENDPOINTS = "endpoints: [https://127.0.0.1:2379]";
  private static final Set<String> FLAGS_OF_THE_FILE =
      Set.of("--config.file", "--config.check", "--shard");
  private static final Pattern UNKNOWN = Pattern.compile("unknown key; known here: (.*)");

  @TempDir private static Path dir;

  /**
   * Flags of {@code serve} and a file that say the same.
   *
   * @param flags none where only the file has the setting
   * @param cluster keys of the cluster
   * @param others sections
   */
  record Row(List<String> flags, String cluster, String others) {
    static Row ofCluster(String cluster, String... flags) {
      return new Row(List.of(flags), cluster, "");
    }

    static Row of(String others, String... flags) {
      return new Row(List.of(flags), "", others);
    }

    String yaml() {
      String endpoints = cluster.startsWith("endpoints:") ? "" : ENDPOINTS + ", ";
      return "clusters: [{" + endpoints + cluster + "}]\n" + others + "\n";
    }

    List<String> allFlags() {
      List<String> all = new ArrayList<>(flags);
      if (flags.stream().noneMatch(flag -> flag.startsWith("--endpoints="))) {
        all.add("--endpoints=https://127.0.0.1:2379");
      }
      return all;
    }

    @Override
    public String toString() {
      return flags.isEmpty() ? cluster + others : String.join(" ", flags);
    }
  }

  private static Row maintenance(String key, String flag) {
    return Row.of("maintenance: {enabled: true, " + key + "}", "--maintenance.enabled", flag);
  }

  static Stream<Row> rows() {
    return Stream.of(
        Row.ofCluster(
            "endpoints: [https://a:1, https://b:2]", "--endpoints=https://a:1,https://b:2"),
        Row.ofCluster("discoverMembers: true", "--cluster"),
        Row.ofCluster("tls: {caFile: /ca}", "--cacert=/ca"),
        Row.ofCluster("tls: {certFile: /c, keyFile: /k}", "--cert=/c", "--key=/k"),
        Row.ofCluster("tls: {serverName: s}", "--server-name=s"),
        Row.ofCluster("tls: {insecureSkipVerify: true}", "--insecure-skip-verify"),
        Row.ofCluster("auth: {username: u, passwordFile: /p}", "--user=u", "--password-file=/p"),
        Row.ofCluster("metricsUrl: 'http://h:1/m'", "--etcd.metrics-url=http://h:1/m"),
        Row.ofCluster("quotaBytes: 3GiB", "--quota-bytes=3GiB"),
        Row.ofCluster("maxRequestBytes: 32MiB", "--etcd.max-request-bytes=32MiB"),
        Row.ofCluster("name: n"),
        new Row(List.of(), "name: n", "shard: 0/2"),
        Row.of("clusterFiles: [none*.yaml]"),
        Row.of(
            "web: {listenAddresses: [':1', 'h:2']}",
            "--web.listen-address=:1",
            "--web.listen-address=h:2"),
        Row.of("web: {telemetryPath: /t}", "--web.telemetry-path=/t"),
        Row.of("web: {configFile: /w}", "--web.config.file=/w"),
        Row.of("web: {jvmMetrics: all}", "--web.jvm-metrics=all"),
        Row.of("scrape: {timeout: 7s}", "--etcd.timeout=7s"),
        Row.of("scrape: {timeoutOffset: 70ms}", "--scrape.timeout-offset=70ms"),
        Row.of("keyspace: {enabled: false}", "--keyspace=off"),
        Row.of("keyspace: {watch: leader}", "--keyspace.watch=leader"),
        Row.of("keyspace: {on: never}", "--keyspace.on=never"),
        Row.of("keyspace: {scanInterval: 7m}", "--keyspace.scan-interval=7m"),
        Row.of("keyspace: {scanValues: false}", "--keyspace.scan-values=false"),
        Row.of("keyspace: {scanBytesPerSecond: 7MiB}", "--keyspace.scan-bytes-per-second=7MiB"),
        Row.of("keyspace: {scanKeysPerSecond: 777}", "--keyspace.scan-keys-per-second=777"),
        Row.of("keyspace: {maxResume: 0}", "--keyspace.max-resume=0"),
        Row.of("keyspace: {hideKeys: true}", "--keyspace.hide-keys"),
        Row.of("keyspace: {prefixes: {layout: depth}}", "--keyspace.layout=depth"),
        Row.of("keyspace: {prefixes: {namespaces: true}}", "--keyspace.namespaces"),
        Row.of("keyspace: {prefixes: {depth: 3}}", "--keyspace.depth=3"),
        Row.of("keyspace: {prefixes: {most: 77}}", "--keyspace.max-prefixes=77"),
        Row.of("keyspace: {prefixes: {roots: [/r]}}"),
        Row.of("keyspace: {prefixes: {patterns: [{match: m, prefix: p}]}}"),
        Row.of("thresholds: {fragmentation: 0.7}"),
        Row.of("thresholds: {quotaUsage: 0.7}"),
        Row.of("thresholds: {worthBytes: 7MiB}"),
        Row.of("thresholds: {worthQuotaRatio: 0.7}"),
        Row.of("thresholds: {historyRatio: 7}"),
        Row.of("thresholds: {quotaCeilingBytes: 7GiB}"),
        Row.of("maintenance: {enabled: true}", "--maintenance.enabled"),
        maintenance("interval: 7h", "--maintenance.interval=7h"),
        maintenance("window: '01:00-02:00'", "--maintenance.window=01:00-02:00"),
        maintenance("coolDown: 7h", "--maintenance.cool-down=7h"),
        maintenance("stopFile: /s", "--maintenance.stop-file=/s"),
        maintenance("allowSingleMember: true", "--maintenance.allow-single-member"),
        maintenance("dataDir: /d", "--maintenance.data-dir=/d"));
  }

  private static ExporterConfig load(String yaml) throws IOException {
    return ConfigFile.load(Files.writeString(dir.resolve("exporter.yaml"), yaml));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void settingArrivesFromTheFileAndFromItsFlagAlike(Row row) throws IOException {
    ExporterConfig defaults = load("clusters: [{" + ENDPOINTS + "}]\n");

    ExporterConfig fromFile = load(row.yaml());

    assertThat(fromFile).isNotEqualTo(defaults);
    if (!row.flags().isEmpty()) {
      assertThat(ParsedCommand.of(Map.of(), "serve", row.allFlags()).config()).isEqualTo(fromFile);
    }
  }

  @Test
  void withoutFlagsAndKeysTheDefaultsAreTheSame() throws IOException {
    assertThat(ParsedCommand.of("serve", "--endpoints=https://127.0.0.1:2379").config())
        .isEqualTo(load("clusters: [{" + ENDPOINTS + "}]\n"));
  }

  @Test
  void everyFlagOfServeHasItsRow() {
    Set<String> expected = new TreeSet<>(FLAGS_OF_THE_FILE);
    rows().flatMap(row -> row.flags().stream()).map(FlagsAndKeysTest::name).forEach(expected::add);
    expected.addAll(Set.of("--log.level", "--log.format"));

    assertThat(ParsedCommand.flags(command("serve"))).containsExactlyInAnyOrderElementsOf(expected);
  }

  private static String name(String flag) {
    return flag.replaceFirst("=.*", "");
  }

  private static CommandSpec command(String name) {
    return ParsedCommand.all().filter(spec -> spec.name().equals(name)).findFirst().orElseThrow();
  }

  /** The file itself says which keys it knows, in what it complains of. */
  @Test
  void everyKeyHasItsRow() throws IOException {
    Set<String> inRows = new TreeSet<>(Set.of("clusters.endpoints"));
    rows().forEach(row -> collectKeys("", new Yaml().load(row.yaml()), inRows));

    assertThat(knownKeys("")).isEqualTo(inRows);
  }

  private static void collectKeys(String path, Object node, Set<String> keys) {
    if (node instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> {
            String name = key.equals(true) ? "on" : key.toString(); // a boolean in YAML 1.1
            collectKeys(path.isEmpty() ? name : path + "." + name, value, keys);
          });
    } else if (node instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Map) {
      list.forEach(item -> collectKeys(path, item, keys));
    } else {
      keys.add(path);
    }
  }

  /** Of this section and of those in it. */
  private static Set<String> knownKeys(String path) throws IOException {
    Set<String> keys = new TreeSet<>();
    for (String key : known(path)) {
      String below = path.isEmpty() ? key : path + "." + key;
      keys.addAll(known(below).isEmpty() ? Set.of(below) : knownKeys(below));
    }
    return keys;
  }

  /** Empty if it is no section. */
  private static List<String> known(String path) throws IOException {
    List<String> keys = path.isEmpty() ? List.of() : List.of(path.split("\\."));
    for (String section : List.of("{nonsense: 1}", "[{nonsense: 1}]")) {
      String yaml = section;
      for (int i = keys.size() - 1; i >= 0; i--) {
        yaml = "{" + keys.get(i) + ": " + yaml + "}";
        yaml = i > 0 && keys.get(i - 1).equals("clusters") ? "[" + yaml + "]" : yaml;
      }
      String written = yaml;
      ConfigException complaint = catchThrowableOfType(ConfigException.class, () -> load(written));
      Matcher known = UNKNOWN.matcher(String.valueOf(complaint.getMessage()));
      if (known.find()) {
        return List.of(known.group(1).split(", "));
      }
    }
    return List.of();
  }

  @ParameterizedTest
  @ValueSource(strings = {"check", "defrag", "recover", "analyze"})
  void everyCommandReachesAClusterAsServeDoes(String command) {
    List<Row> ofClusters =
        rows().filter(row -> !row.flags().isEmpty() && row.others().isEmpty()).toList();
    assertThat(ofClusters).isNotEmpty();
    for (Row row : ofClusters) {
      assertThat(
              ParsedCommand.of(Map.of(), command, row.allFlags())
                  .options(EtcdOptions.class)
                  .cluster())
          .isEqualTo(
              ParsedCommand.of(Map.of(), "serve", row.allFlags()).config().clusters().get(0));
    }
  }

  @Test
  void variablesArriveWhereTheirFlagsAreNotGiven() {
    Map<String, String> variables =
        Map.of(
            "ETCDCTL_ENDPOINTS", "https://v:1",
            "ETCDCTL_CACERT", "/${v}/ca",
            "ETCDCTL_CERT", "/v/cert",
            "ETCDCTL_KEY", "/v/key",
            "ETCDCTL_USER", "v");

    assertThat(
            ParsedCommand.of(variables, "serve", List.of("--password-file=/p")).config().clusters())
        .isEqualTo(
            ParsedCommand.of(
                    "serve",
                    "--endpoints=https://v:1",
                    "--cacert=/${v}/ca",
                    "--cert=/v/cert",
                    "--key=/v/key",
                    "--user=v",
                    "--password-file=/p")
                .config()
                .clusters());
    assertThat(variables.keySet())
        .allSatisfy(
            name ->
                assertThat(MainRun.of("serve", "--help").out())
                    .containsPattern("Variable:\\s+" + name));
  }

  /** One by one: a flag that is given wins over its variable, and over no other. */
  @ParameterizedTest
  @CsvSource({
    "--endpoints, ETCDCTL_ENDPOINTS, https://f:1, https://v:1",
    "--cacert, ETCDCTL_CACERT, /f/ca, /v/ca",
    "--cert, ETCDCTL_CERT, /f/cert, /v/cert",
    "--key, ETCDCTL_KEY, /f/key, /v/key",
    "--user, ETCDCTL_USER, f, v"
  })
  void flagWinsOverItsVariable(String flag, String variable, String given, String inherited) {
    Map<String, String> defaults =
        Map.of(
            "--endpoints", "https://d:1",
            "--cacert", "/d/ca",
            "--cert", "/d/cert",
            "--key", "/d/key",
            "--user", "d",
            "--password-file", "/d/password");
    Map<String, String> without = new TreeMap<>(defaults);
    without.remove(flag);
    Map<String, String> with = new TreeMap<>(defaults);
    with.put(flag, given);
    Map<String, String> other = new TreeMap<>(defaults);
    other.put(flag, inherited);
    Map<String, String> variables = Map.of(variable, inherited);

    assertThat(clusters(variables, with)).isEqualTo(clusters(Map.of(), with));
    assertThat(clusters(variables, without)).isEqualTo(clusters(Map.of(), other));
  }

  private static List<ClusterConfig> clusters(
      Map<String, String> variables, Map<String, String> flags) {
    return ParsedCommand.of(
            variables,
            "serve",
            flags.entrySet().stream().map(each -> each.getKey() + "=" + each.getValue()).toList())
        .config()
        .clusters();
  }

  @Test
  void blankVariableIsNoneAndAFileReplacesThemAll() throws IOException {
    ExporterConfig file = load("clusters: [{" + ENDPOINTS + "}]\n");

    assertThat(
            ParsedCommand.of(
                    Map.of("ETCDCTL_USER", " ", "ETCDCTL_CACERT", ""),
                    "serve",
                    List.of("--endpoints=https://127.0.0.1:2379"))
                .config())
        .isEqualTo(file);
    assertThat(
            ParsedCommand.of(
                    Map.of("ETCDCTL_USER", "root:hunter2", "ETCDCTL_ENDPOINTS", "nonsense://"),
                    "serve",
                    List.of("--config.file=" + dir.resolve("exporter.yaml")))
                .config())
        .isEqualTo(file);
  }

  /** The flags of a command's own section, without those in {@code given}. */
  private static void assertAllGiven(String command, Set<String> elsewhere, String... given) {
    Set<String> left = new HashSet<>(ParsedCommand.flags(command(command)));
    left.removeAll(Stream.of(given).map(FlagsAndKeysTest::name).toList());
    left.removeAll(ParsedCommand.flags(optionsOf(command, EtcdOptions.class)));
    left.removeAll(Set.of("--log.level", "--log.format", "--config.file", "--target"));
    assertThat(left).isEqualTo(elsewhere);
  }

  private static CommandSpec optionsOf(String command, Class<?> type) {
    return command(command).mixins().values().stream()
        .filter(mixin -> type.isInstance(mixin.userObject()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void flagsOfCheckArrive() {
    String[] flags = {"--interval=7s", "--scan", "--output=json", "--etcd.timeout=7s"};
    assertAllGiven("check", Set.of(), flags);

    CheckOptions options = ParsedCommand.of("check", flags).options(CheckOptions.class);
    CheckOptions defaults = ParsedCommand.of("check").options(CheckOptions.class);

    assertThat(options.interval()).isEqualTo(Duration.ofSeconds(7));
    assertThat(defaults.interval()).isEqualTo(Duration.ofSeconds(10));
    assertThat(options.scan()).isTrue();
    assertThat(defaults.scan()).isFalse();
    assertThat(options.json()).isTrue();
    assertThat(defaults.json()).isFalse();
    assertThat(options.scrape().timeout()).isEqualTo(Duration.ofSeconds(7));
    assertThat(defaults.scrape().timeout()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void flagsOfAnalyzeArrive() {
    String[] flags = {
      "--by=namespace", "--top=7", "--compare=/before", "--snapshot-file=/s", "--output=html"
    };
    assertAllGiven("analyze", Set.of(), flags);

    AnalyzeOptions options = ParsedCommand.of("analyze", flags).options(AnalyzeOptions.class);
    AnalyzeOptions defaults = ParsedCommand.of("analyze", "file").options(AnalyzeOptions.class);

    assertThat(options.settings()).isEqualTo(AnalyzeSettings.of(By.NAMESPACE, 7));
    assertThat(options.settings().prefixes().namespaces()).isTrue();
    assertThat(defaults.settings()).isEqualTo(AnalyzeSettings.of(By.PREFIX, 20));
    assertThat(options.before()).contains(Path.of("/before"));
    assertThat(defaults.before()).isEmpty();
    assertThat(options.snapshotFile()).contains(Path.of("/s"));
    assertThat(defaults.snapshotFile()).isEmpty();
    assertThat(options.output()).isEqualTo(AnalyzeOptions.AnalyzeOutput.HTML);
    assertThat(defaults.output()).isEqualTo(AnalyzeOptions.AnalyzeOutput.TEXT);
  }

  @Test
  void flagsOfDefragArrive() {
    String[] flags = {
      "--yes",
      "--fragmentation=0.7",
      "--worth-bytes=7MiB",
      "--cool-down=7h",
      "--allow-single-member",
      "--stop-file=/s",
      "--data-dir=/d",
      "--lock-ttl=7m"
    };
    assertAllGiven("defrag", Set.of("--dry-run"), flags);

    ParsedCommand parsed = ParsedCommand.of("defrag", flags);
    DefragOptions options = parsed.options(DefragOptions.class);
    ParsedCommand parsedDefaults = ParsedCommand.of("defrag");
    DefragOptions defaults = parsedDefaults.options(DefragOptions.class);

    assertThat(options.yes()).isTrue();
    assertThat(defaults.yes()).isFalse();
    assertThat(options.rules(parsed.spec(), Optional.empty())).isEqualTo(rules(0.7, 7, "/s", "/d"));
    assertThat(defaults.rules(parsedDefaults.spec(), Optional.empty()))
        .isEqualTo(
            new DefragRules(
                new DefragPolicy(Thresholds.DEFAULT, Duration.ofHours(12)),
                GuardSettings.ofDefrag(Optional.empty(), false, Optional.empty())));
    assertThat(options.lockTimeToLive()).isEqualTo(Duration.ofMinutes(7));
    assertThat(defaults.lockTimeToLive()).isEqualTo(Duration.ofMinutes(5));
    assertThat(defaults.dryRun()).isFalse();
    assertThat(ParsedCommand.of("defrag", "--dry-run").options(DefragOptions.class).dryRun())
        .isTrue();
  }

  @Test
  void defragTakesFromTheFileWhatNoFlagSays() throws IOException {
    ExporterConfig file =
        load(
            "clusters: [{"
                + ENDPOINTS
                + "}]\n"
                + "thresholds: {fragmentation: 0.7, worthBytes: 7MiB}\n"
                + "maintenance: {coolDown: 7h, stopFile: /s, allowSingleMember: true, dataDir:"
                + " /d}\n");
    ParsedCommand plain = ParsedCommand.of("defrag");
    ParsedCommand flags =
        ParsedCommand.of(
            "defrag",
            "--fragmentation=0.6",
            "--worth-bytes=6MiB",
            "--cool-down=6h",
            "--stop-file=/t",
            "--data-dir=/e");

    assertThat(plain.options(DefragOptions.class).rules(plain.spec(), Optional.of(file)))
        .isEqualTo(rules(0.7, 7, "/s", "/d"));
    assertThat(flags.options(DefragOptions.class).rules(flags.spec(), Optional.of(file)))
        .isEqualTo(rules(0.6, 6, "/t", "/e"));
  }

  /** For so many MiB and hours, where one member is enough. */
  private static DefragRules rules(
      double fragmentation, int mibAndHours, String stopFile, String dataDir) {
    return new DefragRules(
        new DefragPolicy(
            Thresholds.DEFAULT.withDefrag(fragmentation, (long) mibAndHours << 20),
            Duration.ofHours(mibAndHours)),
        GuardSettings.ofDefrag(
            Optional.of(Path.of(stopFile)), true, Optional.of(Path.of(dataDir))));
  }

  /** The others stay as the file says. */
  @ParameterizedTest
  @CsvSource({
    "--fragmentation=0.6, 0.6, 7, 7",
    "--worth-bytes=6MiB, 0.7, 6, 7",
    "--cool-down=6h, 0.7, 7, 6"
  })
  void oneFlagOfDefragReplacesOneKey(String flag, double fragmentation, long mib, long hours)
      throws IOException {
    ExporterConfig file =
        load(
            "clusters: [{"
                + ENDPOINTS
                + "}]\nthresholds: {fragmentation: 0.7, worthBytes: 7MiB}\n"
                + "maintenance: {coolDown: 7h}\n");
    ParsedCommand parsed = ParsedCommand.of("defrag", flag);

    assertThat(parsed.options(DefragOptions.class).rules(parsed.spec(), Optional.of(file)).policy())
        .isEqualTo(
            new DefragPolicy(
                Thresholds.DEFAULT.withDefrag(fragmentation, mib << 20), Duration.ofHours(hours)));
  }

  @Test
  void flagsOfRecoverArrive() {
    String[] flags = {
      "--yes",
      "--snapshot-dir=/s",
      "--keep-revisions=7",
      "--audit-log=/a",
      "--data-dir=/d",
      "--allow-unsafe-version",
      "--stop-file=/stop"
    };
    assertAllGiven("recover", Set.of("--dry-run", "--snapshot-file", "--no-snapshot"), flags);

    RecoverOptions options = ParsedCommand.of("recover", flags).options(RecoverOptions.class);
    RecoverOptions defaults = ParsedCommand.of("recover").options(RecoverOptions.class);

    assertThat(options.settings(Optional.empty()))
        .isEqualTo(
            new RecoverSettings(
                true,
                7,
                new SnapshotChoice.InFolder(Path.of("/s")),
                true,
                Optional.of(Path.of("/stop")),
                Optional.of(Path.of("/d"))));
    assertThat(options.auditFile(Instant.EPOCH)).contains(Path.of("/a"));
    assertThat(defaults.settings(Optional.empty()))
        .isEqualTo(
            new RecoverSettings(
                false,
                0,
                new SnapshotChoice.None(true),
                false,
                Optional.empty(),
                Optional.empty()));
    assertThat(defaults.auditFile(Instant.EPOCH))
        .contains(Path.of("recover-19700101T000000Z.jsonl"));
    assertThat(recover("--snapshot-file=/f").settings(Optional.empty()).snapshot())
        .isEqualTo(new SnapshotChoice.InFile(Path.of("/f")));
    assertThat(recover("--no-snapshot").settings(Optional.empty()).snapshot())
        .isEqualTo(new SnapshotChoice.None(false));
    assertThat(recover("--audit-log=-").auditFile(Instant.EPOCH)).isEmpty();
  }

  private static RecoverOptions recover(String flag) {
    return ParsedCommand.of("recover", flag).options(RecoverOptions.class);
  }

  @Test
  void healthHasOneFlag() {
    assertThat(ParsedCommand.flags(command("health"))).containsExactly("--url");
    assertThat(MainRun.of("health", "--url=http://127.0.0.1:1/x").err())
        .startsWith("error: http://127.0.0.1:1/x: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"serve", "check", "defrag", "recover"})
  void flagsOfTheLogArrive(String command) {
    ByteArrayOutputStream log = new ByteArrayOutputStream();

    ParsedCommand.of(command, "--log.level=debug", "--log.format=json")
        .options(LogOptions.class)
        .apply(new PrintStream(log, true, StandardCharsets.UTF_8));
    LoggerFactory.getLogger("test").atDebug().log("a detail");
    LogSettings.flush(Duration.ofSeconds(10));

    assertThat(log.toString(StandardCharsets.UTF_8)).startsWith("{").contains("a detail");
  }
}
