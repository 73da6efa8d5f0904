package dev.etcdstorage.exporter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.etcdstorage.exporter.testkit.data.IssuedCertificate;
import dev.etcdstorage.exporter.testkit.data.KeyForm;
import dev.etcdstorage.exporter.testkit.data.TestCertificates;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a person reads at 03:17 when something was mistyped: one line that names the flag, variable
 * or the file and its line, says what is wrong and what would be right; never a stack trace, never
 * a secret.
 */
class BadInputTest {
  /** Stands in inputs wherever a password might. */
  private static final String SECRET = "hunter2";

  private static final int CANNOT_START = 1;
  private static final int WRONG_USAGE = 2;
  private static final String ETCD = "--endpoints=https://127.0.0.1:2379";
  private static final String NO_PASSWORD_HERE =
      ": must not hold a password, which others could read here; give the name alone and the"
          + " password in a file (--password-file, passwordFile)";
  private static final String NO_PASSWORD_FILE =
      ": the user has no password; give its file too (--password-file, passwordFile)";

  @TempDir static Path dir;

  @BeforeAll
  static void writeFiles() throws IOException {
    TestCertificates ca = TestCertificates.authority("ca");
    IssuedCertificate client = ca.client("exporter");
    ca.writeCertificate(dir.resolve("ca.crt"));
    client.writeCertificate(dir.resolve("client.crt"));
    client.writeKey(dir.resolve("client.key"), KeyForm.SEC1);
    client.writeKey(dir.resolve("encrypted.key"), KeyForm.ENCRYPTED_PKCS8);
    ca.client("other").writeKey(dir.resolve("other.key"), KeyForm.PKCS8);
    Files.writeString(dir.resolve("empty.pem"), "");
    Files.writeString(dir.resolve("garbage.pem"), "password: " + SECRET);
    Files.writeString(
        dir.resolve("damaged.key"),
        "-----BEGIN PRIVATE KEY-----\n" + SECRET + "\n-----END PRIVATE KEY-----\n");
    Files.writeString(
        dir.resolve("damaged.crt"),
        "-----BEGIN CERTIFICATE-----\n" + SECRET + "\n-----END CERTIFICATE-----\n");
    Files.writeString(dir.resolve("password"), SECRET + "\n");
    Files.createDirectory(dir.resolve("folder"));
  }

  private record Result(int code, String out, List<String> err) {
    /** The lines that are not of the log. */
    List<String> complaints() {
      return err.stream().filter(line -> !line.startsWith("time=")).toList();
    }
  }

  private static Result run(Map<String, String> env, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Main.run(
            args,
            env,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Result(
        code,
        out.toString(StandardCharsets.UTF_8),
        err.toString(StandardCharsets.UTF_8).lines().toList());
  }

  /** {@code $dir} stands for the folder of the files. */
  private record Bad(
      String what, int code, String complaint, Map<String, String> env, List<String> args) {
    Bad(String what, int code, String complaint, String... args) {
      this(what, code, complaint, Map.of(), List.of(args));
    }

    Bad with(String variable, String value) {
      return new Bad(what, code, complaint, Map.of(variable, value), args);
    }
  }

  private static String inDir(String text) {
    return text.replace("$dir", dir.toString());
  }

  private static void assertComplains(Bad bad) {
    Result result = run(bad.env, bad.args.stream().map(BadInputTest::inDir).toArray(String[]::new));

    assertThat(result.complaints()).containsExactly("error: " + inDir(bad.complaint));
    assertThat(result.code).isEqualTo(bad.code);
    assertThat(result.out).isEmpty();
    assertThat(String.join("\n", result.err)).doesNotContain(SECRET, "\tat ", "Exception");
  }

  private static DynamicTest test(Bad bad) {
    return DynamicTest.dynamicTest(bad.what, () -> assertComplains(bad));
  }

  // --- flags and variables -------------------------------------------------------------------

  /** {@code serve --config.check} with these flags, which cannot be used. */
  private static Bad flags(String what, String complaint, String... args) {
    return new Bad(what, WRONG_USAGE, complaint, serve(args));
  }

  private static String[] serve(String... args) {
    return Stream.concat(Stream.of("serve", "--config.check"), Arrays.stream(args))
        .toArray(String[]::new);
  }

  /** What picocli complains of ends so. */
  private static final String HELP = "; see etcd-storage-exporter serve --help";

  @TestFactory
  Stream<DynamicTest> commandLineIsNotUnderstood() {
    return Stream.of(
            new Bad(
                "no command",
                WRONG_USAGE,
                "a command is needed, such as serve; see etcd-storage-exporter --help"),
            new Bad(
                "unknown command",
                WRONG_USAGE,
                "unknown command sevre; did you mean serve?; see etcd-storage-exporter --help",
                "sevre"),
            new Bad(
                "flag before the command",
                WRONG_USAGE,
                "--endpoints: a command comes first, such as serve --endpoints;"
                    + " see etcd-storage-exporter --help",
                ETCD,
                "serve"),
            flags("unknown flag", "unknown flag --frobnicate" + HELP, ETCD, "--frobnicate"),
            flags(
                "misspelt flag",
                "unknown flag --endpoint; did you mean --endpoints?" + HELP,
                "--endpoint",
                "https://127.0.0.1:2379"),
            flags(
                "misspelt flag with a secret",
                "unknown flag --pasword; did you mean --password-file?" + HELP,
                ETCD,
                "--pasword=" + SECRET),
            flags(
                "misspelt flag before a secret",
                "unknown flag --passwort; did you mean --password-file?" + HELP,
                ETCD,
                "--passwort",
                SECRET),
            flags(
                "missing argument",
                "Missing required parameter for option '--cacert' (FILE)" + HELP,
                ETCD,
                "--cacert"),
            flags(
                "flag twice",
                "--web.telemetry-path is given twice" + HELP,
                ETCD,
                "--web.telemetry-path=/a",
                "--web.config.file=$dir/web.yaml",
                "--web.telemetry-path=/b"),
            flags(
                "switch twice", "--cluster is given twice" + HELP, ETCD, "--cluster", "--cluster"),
            flags(
                "value without a flag",
                "unexpected argument \"https://127.0.0.1:2379\"" + HELP,
                "https://127.0.0.1:2379"))
        .map(BadInputTest::test);
  }

  @TestFactory
  Stream<DynamicTest> endpointsCannotBeUsed() {
    String right = "; write it as https://HOST:2379";
    return Stream.of(
            flags(
                "no endpoints",
                "--endpoints is missing; give etcd's client URL, such as"
                    + " --endpoints https://127.0.0.1:2379, or a file with --config.file"),
            flags(
                "empty endpoints",
                "--endpoints: endpoint \"\" is empty" + right,
                "--endpoints",
                ""),
            flags(
                "trailing comma",
                "--endpoints: endpoint \"\" is empty" + right,
                "--endpoints=https://a:2379,"),
            flags(
                "not a URL",
                "--endpoints: endpoint \"https://a b\" is not a URL" + right,
                "--endpoints=https://a b"),
            flags(
                "largest request of nothing",
                "--etcd.max-request-bytes: must be from 1 byte to 1GiB: etcd's own"
                    + " --max-request-bytes, such as 32MiB",
                "--endpoints=http://127.0.0.1:1",
                "--etcd.max-request-bytes=0"),
            flags(
                "Unix socket",
                "--endpoints: endpoint \"unix:///run/etcd.sock\" is a Unix socket, which is not"
                    + " supported"
                    + right,
                "--endpoints=unix:///run/etcd.sock"),
            flags(
                "bad scheme",
                "--endpoints: endpoint \"ftp://a:21\" has the scheme \"ftp\"" + right,
                "--endpoints=ftp://a:21"),
            flags(
                "with a path",
                "--endpoints: endpoint \"https://a:2379/metrics\" must end after the port" + right,
                "--endpoints=https://a:2379/metrics"),
            flags(
                "port that is no number",
                "--endpoints: endpoint \"https://a:etcd\" has no host, or a port that is not a"
                    + " number"
                    + right,
                "--endpoints=https://a:etcd"),
            flags(
                "port too large",
                "--endpoints: endpoint \"https://a:70000\" has a port outside 1 to 65535" + right,
                "--endpoints=https://a:70000"),
            flags(
                "with a password",
                "--endpoints: an endpoint must not hold a user or password;"
                    + " use --user and --password-file",
                "--endpoints=https://root:" + SECRET + "@a:2379"),
            flags(
                "two alike",
                "--endpoints: endpoint a:2379 is given twice",
                "--endpoints=https://a:2379",
                "--endpoints=https://A:2379/"),
            flags("two alike in the variable", "ETCDCTL_ENDPOINTS: endpoint a:2379 is given twice")
                .with("ETCDCTL_ENDPOINTS", "a,http://a:2379"),
            flags(
                    "bad variable",
                    "ETCDCTL_ENDPOINTS: endpoint \"a:0\" has a port outside 1 to 65535" + right)
                .with("ETCDCTL_ENDPOINTS", "a:0"),
            flags(
                "plain text although certificates are given",
                "--endpoints: endpoint http://127.0.0.1:2379 is plain text although TLS options"
                    + " are given; write https://127.0.0.1:2379",
                "--endpoints=http://127.0.0.1:2379",
                "--cacert=$dir/ca.crt"))
        .map(BadInputTest::test);
  }

  @TestFactory
  Stream<DynamicTest> passwordStandsWhereOthersCanReadIt() {
    String shows = " a password on the command line shows in the process list";
    String inAFile = "--password:" + shows + "; put it in a file and give --password-file FILE";
    return Stream.of(
            flags("--password x", inAFile, ETCD, "--password", SECRET),
            flags("--password=x", inAFile, ETCD, "--password=" + SECRET),
            flags("--password without a value", inAFile, ETCD, "--password"),
            flags("--user a:b", "--user" + NO_PASSWORD_HERE, ETCD, "--user", "root:" + SECRET),
            flags("ETCDCTL_USER=a:b", "ETCDCTL_USER" + NO_PASSWORD_HERE, ETCD)
                .with("ETCDCTL_USER", "root:" + SECRET),
            flags("user without a password file", "--user" + NO_PASSWORD_FILE, ETCD, "--user=root"),
            flags("user variable without a password file", "ETCDCTL_USER" + NO_PASSWORD_FILE, ETCD)
                .with("ETCDCTL_USER", "root"),
            flags(
                "password file without a user",
                "--password-file: the password has no user; give its name too (--user, username)",
                ETCD,
                "--password-file=$dir/password"),
            flags(
                "empty user",
                "--user: the user is empty",
                ETCD,
                "--user=",
                "--password-file=$dir/password"))
        .map(BadInputTest::test);
  }

  private static String replaced(String flags) {
    return "--config.file replaces " + flags + "; set that in the file, or leave the file out";
  }

  @TestFactory
  Stream<DynamicTest> keyspaceFlagsCannotBeUsed() {
    String when = " is not one of always, leader, never";
    String number = " is not a whole number, such as 500";
    return Stream.of(
            keyspaceFlag("", "maybe", "\"maybe\" is not one of on, off"),
            keyspaceFlag(".watch", "on", "\"on\"" + when),
            keyspaceFlag(".on", "Leader", "\"Leader\"" + when),
            keyspaceFlag(
                ".scan-interval",
                "15",
                "\"15\" is not a duration; write it as 500ms, 15s, 5m or 1h30m"),
            keyspaceFlag(".scan-interval", "1s", "must be between 10s and 1d"),
            keyspaceFlag(".scan-values", "yes", "\"yes\" is not one of true, false"),
            keyspaceFlag(
                ".scan-bytes-per-second",
                "fast",
                "\"fast\" is not a size; write it as 8GiB or as bytes, 8589934592"),
            keyspaceFlag(".scan-bytes-per-second", "-1", "must be at least 64KiB"),
            keyspaceFlag(".scan-keys-per-second", "-5", "\"-5\"" + number),
            keyspaceFlag(".scan-keys-per-second", "99", "must be at least 100"),
            keyspaceFlag(".max-resume", "many", "\"many\"" + number),
            keyspaceFlag(".max-resume", "99999999999", "must be between 0 and 100000 revisions"),
            keyspaceFlag(".layout", "flat", "\"flat\" is not one of kubernetes, depth"),
            keyspaceFlag(".depth", "0", "must be between 1 and 8"),
            keyspaceFlag(".depth", "1.5", "\"1.5\"" + number),
            keyspaceFlag(".max-prefixes", "2001", "must be between 10 and 2000 prefixes"),
            keyspaceFlag(".max-prefixes", "", "\"\"" + number))
        .map(BadInputTest::test);
  }

  private static Bad keyspaceFlag(String flag, String value, String complaint) {
    String name = "--keyspace" + flag;
    return flags(name + "=" + value, name + ": " + complaint, ETCD, name + "=" + value);
  }

  @TestFactory
  Stream<DynamicTest> shardCannotBeUsed() throws IOException {
    Path named =
        Files.writeString(
            dir.resolve("named.yaml"),
            """
            clusters:
              - {name: a, endpoints: ["http://a:1"]}
              - {name: b, endpoints: ["http://b:1"]}
            """);
    Path unnamed =
        Files.writeString(
            dir.resolve("unnamed.yaml"), "clusters: [{endpoints: [\"http://a:1\"]}]\n");
    Path sharded =
        Files.writeString(dir.resolve("sharded.yaml"), Files.readString(named) + "shard: auto/4\n");
    String file = "--config.file=" + named;
    String form = " is not INDEX/TOTAL, such as 0/4, and not auto/TOTAL";
    String byName =
        "exporters share clusters by their names: give a configuration file with several clusters"
            + " that have one, or leave this out";
    String noOrdinal =
        "auto takes the index from a host name that ends in -0 to -999, as those of a"
            + " StatefulSet's pods do, and this host is \"node\"; write INDEX/TOTAL";
    return Stream.of(
            flags("shard that is a number", "--shard: \"2\"" + form, file, "--shard=2"),
            flags("negative shard", "--shard: \"-1/4\"" + form, file, "--shard=-1/4"),
            flags("shard by a word", "--shard: \"pod/4\"" + form, file, "--shard=pod/4"),
            flags(
                "shard beyond the last",
                "--shard: INDEX counts from 0, so of 4 the last is 3, not 4",
                file,
                "--shard=4/4"),
            flags("no shards", "--shard: TOTAL must be from 1 to 1000, not 0", file, "--shard=0/0"),
            flags(
                "too many shards",
                "--shard: TOTAL must be from 1 to 1000, not 5000",
                file,
                "--shard=auto/5000"),
            flags("shard of the flags' one cluster", "--shard: " + byName, ETCD, "--shard=0/2"),
            flags(
                "shard of a file's one cluster without a name",
                "--shard: " + byName,
                "--config.file=" + unnamed,
                "--shard=0/2"),
            flags("host without an ordinal", "--shard: " + noOrdinal, file, "--shard=auto/4")
                .with("HOSTNAME", "node"),
            new Bad(
                    "host without an ordinal, in a file",
                    CANNOT_START,
                    sharded + ": shard: " + noOrdinal,
                    serve("--config.file=" + sharded))
                .with("HOSTNAME", "node"),
            flags(
                "shard twice",
                "--shard: the configuration file has the key shard too; leave out one of the two",
                "--config.file=" + sharded,
                "--shard=0/4"))
        .map(BadInputTest::test);
  }

  @TestFactory
  Stream<DynamicTest> otherFlagsCannotBeUsed() {
    String noFile = ": is empty; give a file name or leave it out";
    return Stream.of(
            flags(
                "certificate without key",
                "--cert: the client certificate has no key; give its file too (--key, keyFile)",
                ETCD,
                "--cert=$dir/client.crt"),
            flags(
                "key without certificate",
                "--key: the key has no client certificate; give its file too (--cert, certFile)",
                ETCD,
                "--key=$dir/client.key"),
            flags(
                    "certificate variable without key",
                    "ETCDCTL_CERT: the client certificate has no key; give its file too (--key,"
                        + " keyFile)",
                    ETCD)
                .with("ETCDCTL_CERT", "client.crt"),
            flags(
                "CA and no verification",
                "--insecure-skip-verify: a CA file and insecure-skip-verify contradict each other;"
                    + " drop insecure-skip-verify",
                ETCD,
                "--cacert=$dir/ca.crt",
                "--insecure-skip-verify"),
            flags("empty CA name", "--cacert" + noFile, ETCD, "--cacert="),
            flags("empty file name", "--config.file" + noFile, "--config.file="),
            flags("empty web file name", "--web.config.file" + noFile, ETCD, "--web.config.file="),
            flags(
                "metrics URL that is none",
                "--etcd.metrics-url: metrics URL \"127.0.0.1:2381\" is not a URL such as"
                    + " http://127.0.0.1:2381/metrics",
                ETCD,
                "--etcd.metrics-url=127.0.0.1:2381"),
            flags(
                "metrics URL with a password",
                "--etcd.metrics-url: metrics URL is not a URL such as"
                    + " http://127.0.0.1:2381/metrics",
                ETCD,
                "--etcd.metrics-url=http://root:" + SECRET + "@127.0.0.1:2381/metrics"),
            flags(
                "one metrics page for many members",
                "--etcd.metrics-url: metrics URL http://a:2381/metrics is one member's page but"
                    + " several members are watched; write {host} for the member's host, such as"
                    + " http://{host}:2381/metrics",
                "--endpoints=https://a,https://b",
                "--etcd.metrics-url=http://a:2381/metrics"),
            flags(
                "quota that is no size",
                "--quota-bytes: \"8gigs\" is not a size; write it as 8GiB or as bytes, 8589934592",
                ETCD,
                "--quota-bytes=8gigs"),
            flags(
                "quota of nothing",
                "--quota-bytes: 0 means etcd's default; give that default itself, such as"
                    + " 2GiB",
                ETCD,
                "--quota-bytes=0"),
            flags(
                "timeout without a unit",
                "--etcd.timeout: \"5\" is not a duration; write it as 500ms, 15s, 5m or 1h30m",
                ETCD,
                "--etcd.timeout=5"),
            flags(
                "timeout too short",
                "--etcd.timeout: must be between 100ms and 2m",
                ETCD,
                "--etcd.timeout=1ms"),
            flags(
                "offset too long",
                "--scrape.timeout-offset: must be between 0s and 1m",
                ETCD,
                "--scrape.timeout-offset=2m"),
            flags(
                "log level",
                "--log.level: \"loud\" is not one of debug, info, warn, error",
                ETCD,
                "--log.level=loud"),
            flags(
                "log format",
                "--log.format: \"xml\" is not one of logfmt, json",
                ETCD,
                "--log.format=xml"),
            flags(
                "listen address without a port",
                "--web.listen-address: \"localhost\" has no port; write [HOST]:PORT, such as"
                    + " :10027",
                ETCD,
                "--web.listen-address=localhost"),
            flags(
                "listen address twice",
                "--web.listen-address: the same listen address is given twice",
                ETCD,
                "--web.listen-address=:1",
                "--web.listen-address=:1"),
            flags(
                "relative telemetry path",
                "--web.telemetry-path: telemetry path \"metrics\" must begin with /, such as"
                    + " /metrics",
                ETCD,
                "--web.telemetry-path=metrics"),
            flags(
                "telemetry path that is ours",
                "--web.telemetry-path: telemetry path \"/-/ready\" is taken by the exporter's own"
                    + " pages",
                ETCD,
                "--web.telemetry-path=/-/ready"),
            flags(
                "file together with flags",
                replaced("--endpoints, --quota-bytes"),
                ETCD,
                "--quota-bytes=1GiB",
                "--config.file=$dir/good.yaml"),
            flags(
                "file together with a flag of the keyspace",
                replaced("--keyspace.depth"),
                "--keyspace.depth=2",
                "--config.file=$dir/good.yaml"),
            flags(
                "file together with a switch of the keyspace",
                replaced("--keyspace.hide-keys"),
                "--keyspace.hide-keys",
                "--config.file=$dir/good.yaml"))
        .map(BadInputTest::test);
  }

  // --- files that flags name -----------------------------------------------------------------

  private static Bad files(String what, String complaint, String... args) {
    String[] all = Stream.concat(Stream.of(ETCD), Arrays.stream(args)).toArray(String[]::new);
    return new Bad(what, CANNOT_START, complaint, serve(all));
  }

  @TestFactory
  Stream<DynamicTest> certificatesKeysAndPasswordsCannotBeUsed() {
    String crt = "--cert=$dir/client.crt";
    String pem = "not a PEM file; it must have a BEGIN ";
    return Stream.of(
            files("missing CA", "$dir/no.crt: no such file", "--cacert=$dir/no.crt"),
            files(
                "CA that is a folder",
                "$dir/folder: is a directory; name the file in it",
                "--cacert=$dir/folder"),
            files(
                "empty CA",
                "$dir/empty.pem: the file is empty; it must hold PEM text",
                "--cacert=$dir/empty.pem"),
            files(
                "garbage for a CA",
                "$dir/garbage.pem: " + pem + "CERTIFICATE line (openssl x509 -inform der converts)",
                "--cacert=$dir/garbage.pem"),
            files(
                "damaged CA",
                "$dir/damaged.crt: a certificate in this file is damaged; write the file anew",
                "--cacert=$dir/damaged.crt"),
            files("missing key", "$dir/no.key: no such file", crt, "--key=$dir/no.key"),
            files(
                "missing certificate",
                "$dir/no.crt: no such file",
                "--cert=$dir/no.crt",
                "--key=$dir/client.key"),
            files(
                "encrypted key",
                "$dir/encrypted.key: the private key is encrypted; the exporter runs unattended and"
                    + " takes an unencrypted key (openssl pkey -in $dir/encrypted.key -out"
                    + " NEW-FILE)",
                crt,
                "--key=$dir/encrypted.key"),
            files(
                "garbage for a key",
                "$dir/garbage.pem: " + pem + "PRIVATE KEY line (openssl pkey -inform der converts)",
                crt,
                "--key=$dir/garbage.pem"),
            files(
                "damaged key",
                "$dir/damaged.key: the private key is damaged or not supported; an RSA, EC or"
                    + " Ed25519 key is needed",
                crt,
                "--key=$dir/damaged.key"),
            files(
                "key of another certificate",
                "$dir/other.key: does not belong to the first certificate in $dir/client.crt",
                crt,
                "--key=$dir/other.key"),
            files(
                "key and certificate swapped",
                "$dir/client.key: holds a private key and no certificate; are the two files"
                    + " swapped?",
                "--cert=$dir/client.key",
                "--key=$dir/client.crt"),
            files(
                "missing password file",
                "$dir/no.password: no such file",
                "--user=root",
                "--password-file=$dir/no.password"),
            files(
                "empty password file",
                "$dir/empty.pem: the first line is empty; it must be the password",
                "--user=root",
                "--password-file=$dir/empty.pem"))
        .map(BadInputTest::test);
  }

  // --- check: all that it cannot tell ends with 3, as monitoring plugins do ------------------

  private static final int UNKNOWN = 3;

  private static Bad check(String what, String complaint, String... args) {
    return new Bad(
        what,
        UNKNOWN,
        complaint,
        Stream.concat(Stream.of("check"), Arrays.stream(args)).toArray(String[]::new));
  }

  @TestFactory
  Stream<DynamicTest> checkCannotBeUsed() {
    return Stream.of(
            check(
                "no endpoint",
                "--endpoints is missing; give etcd's client URL, such as --endpoints"
                    + " https://127.0.0.1:2379, or a file with --config.file"),
            check(
                "unknown flag",
                "unknown flag --frobnicate; see etcd-storage-exporter check --help",
                ETCD,
                "--frobnicate"),
            check(
                "flag twice",
                "--interval is given twice; see etcd-storage-exporter check --help",
                ETCD,
                "--interval=1s",
                "--interval=2s"),
            check(
                "interval without unit",
                "--interval: \"10\" is not a duration; write it as 500ms, 15s, 5m or 1h30m",
                ETCD,
                "--interval=10"),
            check(
                "short interval",
                "--interval: must be 0, or between 1s and 1h",
                ETCD,
                "--interval=500ms"),
            check(
                "long interval",
                "--interval: must be 0, or between 1s and 1h",
                ETCD,
                "--interval=2h"),
            check("output", "--output: \"xml\" is not one of text, json", ETCD, "--output=xml"),
            check(
                "timeout",
                "--etcd.timeout: must be between 100ms and 2m",
                ETCD,
                "--etcd.timeout=1ms"),
            check("file and flags", replaced("--endpoints"), ETCD, "--config.file=$dir/x.yaml"),
            check(
                "password",
                "--password: a password on the command line shows in the process list; put it in a"
                    + " file and give --password-file FILE",
                ETCD,
                "--password=" + SECRET),
            check("no file", "$dir/x.yaml: no such file", "--config.file=$dir/x.yaml"),
            check("no CA file", "$dir/x.crt: no such file", ETCD, "--cacert=$dir/x.crt"))
        .map(BadInputTest::test);
  }

  // --- defrag, recover and analyze -----------------------------------------------------------

  private static Bad usage(String complaint, String command, String... args) {
    String[] all = Stream.concat(Stream.of(command), Arrays.stream(args)).toArray(String[]::new);
    return new Bad(String.join(" ", all), WRONG_USAGE, complaint, all);
  }

  @TestFactory
  Stream<DynamicTest> commandsThatActCannotBeUsed() {
    String both = "--dry-run and --yes contradict each other; give one of them";
    String places =
        "--snapshot-dir, --snapshot-file and --no-snapshot exclude each other; keep one";
    return Stream.of(
            usage(both, "defrag", ETCD, "--dry-run", "--yes"),
            usage(
                "--fragmentation: must be a ratio between 0 and 1, such as 0.5",
                "defrag",
                ETCD,
                "--fragmentation=1"),
            usage("--worth-bytes: must be at least 0", "defrag", ETCD, "--worth-bytes=-1"),
            usage("--lock-ttl: must be between 10s and 1h", "defrag", ETCD, "--lock-ttl=9s"),
            usage("--lock-ttl: must be between 10s and 1h", "defrag", ETCD, "--lock-ttl=61m"),
            usage(both, "recover", ETCD, "--dry-run", "--yes", "--no-snapshot"),
            usage(
                "--yes needs a place for the snapshot: --snapshot-dir DIR or --snapshot-file FILE;"
                    + " or --no-snapshot to skip it",
                "recover",
                ETCD,
                "--yes"),
            usage(places, "recover", ETCD, "--snapshot-dir=/a", "--snapshot-file=/a/b"),
            usage(places, "recover", ETCD, "--snapshot-dir=/a", "--no-snapshot"),
            usage(places, "recover", ETCD, "--snapshot-file=/a/b", "--no-snapshot"))
        .map(BadInputTest::test);
  }

  @TestFactory
  Stream<DynamicTest> analyzeCannotBeUsed() {
    String pages = "--output html is for one file; take text or json";
    return Stream.of(
            usage(
                "a file is missing: a snapshot, a database file or a data directory; or --endpoints"
                    + " URL to take a snapshot of a running member",
                "analyze"),
            usage(
                "--compare takes one earlier file and one FILE",
                "analyze",
                "a",
                "b",
                "--compare=c"),
            usage(
                "--snapshot-file needs --endpoints, and cannot be used with a FILE",
                "analyze",
                "a",
                "--snapshot-file=b"),
            usage(pages, "analyze", "a", "b", "--output=html"),
            usage(pages, "analyze", "a", "--compare=b", "--output=html"))
        .map(BadInputTest::test);
  }

  // --- the configuration file ----------------------------------------------------------------

  /** The file's text; its line and what is wrong with it. */
  private static DynamicTest file(String what, String yaml, String complaint) {
    return DynamicTest.dynamicTest(
        what,
        () -> {
          Files.writeString(dir.resolve("bad.yaml"), yaml);
          assertComplains(
              new Bad(
                  what,
                  CANNOT_START,
                  "$dir/bad.yaml" + complaint,
                  serve("--config.file=$dir/bad.yaml")));
        });
  }

  private static String cluster(String... lines) {
    return "clusters:\n  - endpoints: [https://127.0.0.1:2379]\n    "
        + String.join("\n    ", lines)
        + "\n";
  }

  @TestFactory
  Stream<DynamicTest> configurationFileIsNoYaml() {
    String mapping = ":1: the file must be a mapping; write one KEY: VALUE a line";
    return Stream.of(
        file("a sentence", "hello, world\n", mapping),
        file("a list", "- a\n- b\n", mapping),
        file(
            "binary", "\u0000\u0001\u0002", ": not valid YAML: special characters are not allowed"),
        file(
            "indented by a tab",
            "clusters:\n\t- endpoints: []\n",
            ":2: not valid YAML: found character '\\t(TAB)' that cannot start any token. (Do not"
                + " use \\t(TAB) for indentation)"),
        file(
            "open bracket",
            "clusters:\n  - endpoints: [https://a\n",
            ":3: not valid YAML: expected ',' or ']', but got <stream end>"),
        file(
            "open quote with a secret",
            "clusters:\n  - name: \"" + SECRET + "\n",
            ":3: not valid YAML: found unexpected end of stream"),
        file(
            "two documents",
            "clusters: []\n---\nweb: {}\n",
            ":2: not valid YAML: but found another document"),
        file("unknown alias", "clusters: *x\n", ":1: not valid YAML: found undefined alias x"));
  }

  @TestFactory
  Stream<DynamicTest> configurationFileHasWrongKeys() {
    return Stream.of(
        file(
            "unknown key at the top",
            "clusters: []\ncluster:\n  name: x\n",
            ":2: cluster: unknown key; known here: clusterFiles, clusters, keyspace, maintenance,"
                + " scrape, shard, thresholds, web"),
        file(
            "password in the file",
            cluster("auth:", "  username: root", "  password: " + SECRET),
            ":5: clusters[0].auth.password: unknown key; known here: passwordFile, username"),
        file(
            "unknown key in tls",
            cluster("tls:", "  caFiles: ca.crt"),
            ":4: clusters[0].tls.caFiles: unknown key; known here: caFile, certFile,"
                + " insecureSkipVerify, keyFile, serverName"),
        file(
            "unknown key in web",
            cluster() + "web:\n  listenAddress: :1\n",
            ":5: web.listenAddress: unknown key; known here: configFile, jvmMetrics,"
                + " listenAddresses, telemetryPath"),
        file("duplicate key", cluster("name: a", "name: b"), ":4: clusters[0].name: given twice"),
        file("list for a key", "[clusters, web]: x\n", ":1: a key must be a plain word"));
  }

  @TestFactory
  Stream<DynamicTest> configurationFileHasWrongTypes() {
    String list = "must be a list; put each item on a line that begins with -";
    String single = "must be a single value, not a list or a mapping";
    String mapping = "must be a mapping; write one KEY: VALUE a line below it";
    return Stream.of(
        file("clusters is a mapping", "clusters:\n  name: a\n", ":1: clusters: " + list),
        file("cluster is a word", "clusters:\n  - a\n", ":2: clusters[0]: " + mapping),
        file(
            "endpoints is a word",
            "clusters:\n  - endpoints: https://a\n",
            ":2: clusters[0].endpoints: " + list),
        file(
            "endpoint is a list",
            "clusters:\n  - endpoints:\n      - https://a\n      - [https://b]\n",
            ":4: clusters[0].endpoints: " + single),
        file("name is a list", cluster("name: [a]"), ":3: clusters[0].name: " + single),
        file(
            "discoverMembers is a word",
            cluster("discoverMembers: yes"),
            ":3: clusters[0].discoverMembers: must be true or false, not \"yes\""),
        file("tls is a word", cluster("tls: true"), ":3: clusters[0].tls: " + mapping),
        file(
            "auth is a list",
            cluster("auth:", "  - username: root"),
            ":4: clusters[0].auth: " + mapping),
        file("web is a word", cluster() + "web: :10027\n", ":4: web: " + mapping),
        file(
            "listen addresses are one",
            cluster() + "web:\n  listenAddresses: :10027\n",
            ":5: web.listenAddresses: " + list),
        file("scrape is a duration", cluster() + "scrape: 5s\n", ":4: scrape: " + mapping));
  }

  @TestFactory
  Stream<DynamicTest> configurationFileHasWrongValues() {
    String cluster = "needs at least one cluster, such as - endpoints: [https://127.0.0.1:2379]";
    return Stream.of(
        file("empty file", "", ":1: clusters: " + cluster),
        file("comments only", "# to do\n", ":1: clusters: " + cluster),
        file("no clusters", "web: {}\nclusters: []\n", ":2: clusters: " + cluster),
        file(
            "no endpoints",
            "clusters:\n  - name: a\n",
            ":2: clusters[0].endpoints: needs at least one endpoint, such as"
                + " https://127.0.0.1:2379"),
        file(
            "empty endpoints",
            "clusters:\n  - name: a\n    endpoints: []\n",
            ":3: clusters[0].endpoints: needs at least one endpoint, such as"
                + " https://127.0.0.1:2379"),
        file(
            "third endpoint with a password",
            "clusters:\n  - endpoints:\n    - https://a\n    - https://b\n    - https://root:"
                + SECRET
                + "@c\n",
            ":5: clusters[0].endpoints: an endpoint must not hold a user or password; use --user"
                + " and --password-file"),
        file(
            "endpoints alike",
            "clusters:\n  - endpoints:\n    - https://a\n    - a:2379\n",
            ":2: clusters[0].endpoints: endpoint a:2379 is given twice"),
        file(
            "quota that is no size",
            cluster("quotaBytes: lots"),
            ":3: clusters[0].quotaBytes: \"lots\" is not a size; write it as 8GiB or as bytes,"
                + " 8589934592"),
        file(
            "metrics URL for one of many",
            cluster("discoverMembers: true", "metricsUrl: http://a:1/metrics"),
            ":4: clusters[0].metricsUrl: metrics URL http://a:1/metrics is one member's page but"
                + " several members are watched; write {host} for the member's host, such as"
                + " http://{host}:2381/metrics"),
        file(
            "password in the user",
            cluster("auth: {username: \"root:" + SECRET + "\", passwordFile: p}"),
            ":3: clusters[0].auth.username" + NO_PASSWORD_HERE),
        file(
            "user without password file",
            cluster("auth: {username: root}"),
            ":3: clusters[0].auth.username" + NO_PASSWORD_FILE),
        file(
            "password file without user",
            cluster("auth: {passwordFile: password}"),
            ":3: clusters[0].auth.passwordFile: the password has no user; give its name too"
                + " (--user, username)"),
        file(
            "certificate without key",
            cluster("tls:", "  serverName: x", "  certFile: client.crt"),
            ":5: clusters[0].tls.certFile: the client certificate has no key; give its file too"
                + " (--key, keyFile)"),
        file(
            "empty file name",
            cluster("tls:", "  caFile: ''"),
            ":4: clusters[0].tls.caFile: is empty; give a file name or leave the key out"),
        file(
            "file name that cannot be one",
            cluster("tls:", "  caFile: \"a\\0b\""),
            ":4: clusters[0].tls.caFile: is not a file name"),
        file(
            "two clusters of one name",
            "clusters:\n  - {name: a, endpoints: [a]}\n  - {name: a, endpoints: [b]}\n",
            ":1: clusters: two clusters are named a; names must differ"),
        file(
            "several clusters without names",
            "clusters:\n  - {name: a, endpoints: [a]}\n  - {endpoints: [b]}\n",
            ":1: clusters: with several clusters each needs a name, such as name: prod-eu"),
        file(
            "shard of one cluster without a name",
            cluster() + "shard: 0/2\n",
            ":4: shard: exporters share clusters by their names: give a configuration file with"
                + " several clusters that have one, or leave this out"),
        file(
            "shard beyond the last",
            cluster("name: a") + "shard: 2/2\n",
            ":4: shard: INDEX counts from 0, so of 2 the last is 1, not 2"),
        file(
            "name that is no label",
            cluster("name: prod eu"),
            ":3: clusters[0].name: cluster name \"prod eu\" must be letters, digits, '.', '_' or"
                + " '-', at most 63, such as prod-eu"),
        file(
            "no listen address",
            cluster() + "web:\n  telemetryPath: /m\n  listenAddresses: []\n",
            ":6: web.listenAddresses: needs at least one listen address, such as :10027"),
        file(
            "second listen address",
            cluster() + "web:\n  listenAddresses:\n    - :1\n    - 10027\n",
            ":7: web.listenAddresses: \"10027\" has no port; write [HOST]:PORT, such as :10027"),
        file(
            "telemetry path",
            cluster() + "web:\n  telemetryPath: metrics\n",
            ":5: web.telemetryPath: telemetry path \"metrics\" must begin with /, such as"
                + " /metrics"),
        file(
            "timeout",
            cluster() + "scrape:\n  timeout: 5\n",
            ":5: scrape.timeout: \"5\" is not a duration; write it as 500ms, 15s, 5m or 1h30m"),
        file(
            "timeout out of bounds",
            cluster() + "scrape:\n  timeoutOffset: 1s\n  timeout: 3m\n",
            ":6: scrape.timeout: must be between 100ms and 2m"));
  }

  @TestFactory
  Stream<DynamicTest> sectionOfTheKeyspaceCannotBeUsed() {
    String number = " is not a whole number, such as 500";
    return Stream.of(
        keyspace(
            "a word",
            "on",
            ":4: keyspace: must be a mapping; write one KEY: VALUE a line below it"),
        keyspace(
            "unknown key",
            "{scanIntervall: 5m}",
            ":4: keyspace.scanIntervall: unknown key; known here: enabled, hideKeys, maxResume, on,"
                + " prefixes, scanBytesPerSecond, scanInterval, scanKeysPerSecond, scanValues,"
                + " watch"),
        keyspace(
            "unknown key of prefixes",
            "{prefixes: {max: 5}}",
            ":4: keyspace.prefixes.max: unknown key; known here: depth, layout, most, namespaces,"
                + " patterns, roots"),
        keyspace(
            "unknown key of a pattern",
            "{prefixes: {patterns: [{regex: a}]}}",
            ":4: keyspace.prefixes.patterns[0].regex: unknown key; known here: match, prefix"),
        keyspace(
            "switch", "{enabled: off}", ":4: keyspace.enabled: must be true or false, not \"off\""),
        keyspace(
            "who scans",
            "\n  watch: always\n  on: true",
            ":6: keyspace.on: \"true\" is not one of always, leader, never"),
        keyspace(
            "interval",
            "\n  watch: always\n  scanInterval: 9s",
            ":6: keyspace.scanInterval: must be between 10s and 1d"),
        keyspace(
            "keys", "{scanKeysPerSecond: 1e6}", ":4: keyspace.scanKeysPerSecond: \"1e6\"" + number),
        keyspace(
            "resume",
            "\n  maxResume: 100001",
            ":5: keyspace.maxResume: must be between 0 and 100000 revisions"),
        keyspace(
            "layout",
            "\n  prefixes:\n    layout: k8s",
            ":6: keyspace.prefixes.layout: \"k8s\" is not one of kubernetes, depth"),
        keyspace(
            "root",
            "\n  prefixes:\n    depth: 1\n    roots: [/registry/]",
            ":7: keyspace.prefixes.roots: \"/registry/\" must begin with a slash and not end with"
                + " one: /registry"),
        keyspace(
            "depth",
            "\n  prefixes:\n    depth: 9",
            ":6: keyspace.prefixes.depth: must be between 1 and 8"),
        keyspace(
            "too few",
            "{prefixes: {most: 9}}",
            ":4: keyspace.prefixes.most: must be between 10 and 2000 prefixes"));
  }

  @TestFactory
  Stream<DynamicTest> patternsCannotBeUsed() {
    return Stream.of(
        pattern("no match", "{prefix: a}", ":7: keyspace.prefixes.patterns[1]: needs a match"),
        pattern("no prefix", "{match: a}", ":7: keyspace.prefixes.patterns[1]: needs a prefix"),
        pattern(
            "group that is never closed",
            "{match: '/a/([^/]+/(x)', prefix: a}",
            ":7: keyspace.prefixes.patterns[1].match: not a pattern: missing closing ):"
                + " /a/([^/]+/(x)"),
        pattern(
            "group that is never opened",
            "{match: '/a/)(b', prefix: a}",
            ":7: keyspace.prefixes.patterns[1].match: not a pattern: unexpected )"),
        pattern(
            "repetition of a repetition",
            "\n          prefix: a\n          match: '[**]a**'",
            ":9: keyspace.prefixes.patterns[1].match: not a pattern: invalid nested repetition"
                + " operator: **"),
        pattern(
            "what RE2 does not know",
            "{match: '/a/(?=b)', prefix: a}",
            ":7: keyspace.prefixes.patterns[1].match: not a pattern: invalid or unsupported"
                + " Perl syntax: (?="),
        pattern(
            "costly",
            "{match: '((a{99}){99}){99}', prefix: a}",
            ":7: keyspace.prefixes.patterns[1].match: repeats too often; at most 1000"
                + " times, repetitions of groups multiplied"),
        pattern(
            "group that is not there",
            "{match: '/a/(b)', prefix: 'a/$2'}",
            ":7: keyspace.prefixes.patterns[1].prefix: at character 3: $1 to $9 stand for the"
                + " pattern's groups, of which there are 1"),
        pattern(
            "name of the overflow",
            "{match: a, prefix: other}",
            ":7: keyspace.prefixes.patterns[1].prefix: \"other\" sums what has no prefix of"
                + " its own; choose another name"));
  }

  private static DynamicTest keyspace(String what, String yaml, String complaint) {
    return file(what, cluster() + "keyspace: " + yaml + "\n", complaint);
  }

  private static DynamicTest pattern(String what, String yaml, String complaint) {
    return file(
        what,
        cluster().stripTrailing()
            + "\nkeyspace:\n  prefixes:\n    patterns:\n      - {match: a, prefix: a}\n      - "
            + yaml
            + "\n",
        complaint);
  }

  @TestFactory
  Stream<DynamicTest> configurationFileCannotBeRead() {
    return Stream.of(
            new Bad(
                "missing",
                CANNOT_START,
                "$dir/no.yaml: no such file",
                serve("--config.file=$dir/no.yaml")),
            new Bad(
                "a folder",
                CANNOT_START,
                "$dir/folder: is a directory; name the file in it",
                serve("--config.file=$dir/folder")))
        .map(BadInputTest::test);
  }

  @Test
  void configurationFileIsNotText() throws IOException {
    Files.write(dir.resolve("latin1.yaml"), new byte[] {'#', (byte) 0xe4, '\n'});

    assertComplains(
        new Bad(
            "Latin-1",
            CANNOT_START,
            "$dir/latin1.yaml: is not UTF-8 text",
            serve("--config.file=$dir/latin1.yaml")));
  }

  @Test
  void fileThatAConfigurationNamesIsMissing() throws IOException {
    Files.writeString(dir.resolve("names.yaml"), cluster("tls: {caFile: no/ca.crt}"));

    assertComplains(
        new Bad(
            "CA",
            CANNOT_START,
            "$dir/no/ca.crt: no such file",
            serve("--config.file=$dir/names.yaml")));
  }

  // --- the web configuration file ------------------------------------------------------------

  private static DynamicTest web(String what, String yaml, String complaint) {
    return DynamicTest.dynamicTest(
        what,
        () -> {
          Files.writeString(dir.resolve("web.yaml"), yaml);
          assertComplains(files(what, complaint, "--web.config.file=$dir/web.yaml"));
        });
  }

  @TestFactory
  Stream<DynamicTest> webConfigurationCannotBeUsed() {
    return Stream.of(
        web(
            "unknown key",
            "basic_auth_user:\n  root: x\n",
            "$dir/web.yaml:1: basic_auth_user: unknown key; known here: basic_auth_users,"
                + " http_server_config, tls_server_config"),
        web(
            "unsupported key",
            "tls_server_config:\n  cert_file: client.crt\n  cipher_suites: [A]\n",
            "$dir/web.yaml:3: tls_server_config.cipher_suites: not supported: the Java runtime"
                + " chooses; leave it out"),
        web(
            "password that is no hash",
            "basic_auth_users:\n  alice: "
                + "$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi"
                + "\n  root: "
                + SECRET
                + "\n",
            "$dir/web.yaml:3: basic_auth_users: the password of user root is not a bcrypt hash"
                + " ($2a$, $2b$ or $2y$); htpasswd -nB USER makes one"),
        web(
            "missing certificate",
            "tls_server_config: {cert_file: no.crt, key_file: client.key}\n",
            "$dir/no.crt: no such file"),
        web(
            "key of another certificate",
            "tls_server_config: {cert_file: client.crt, key_file: other.key}\n",
            "$dir/other.key: does not belong to the first certificate in $dir/client.crt"));
  }

  // --- starting ------------------------------------------------------------------------------

  @Test
  void takenPortIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();

      assertComplains(
          new Bad(
              "taken port",
              CANNOT_START,
              "cannot listen on "
                  + address
                  + ": Address already in use; choose another with --web.listen-address",
              "serve",
              ETCD,
              "--web.listen-address=" + address));
    }
  }

  @Test
  void goodFlagsAreFine() {
    Result result =
        run(
            Map.of("ETCDCTL_CACERT", dir.resolve("ca.crt").toString()),
            serve(
                ETCD,
                "--cert=" + dir.resolve("client.crt"),
                "--key=" + dir.resolve("client.key"),
                "--user=root",
                "--password-file=" + dir.resolve("password"),
                "--quota-bytes=8GiB"));

    assertThat(result.err).isEmpty();
    assertThat(result.out).isEqualTo("configuration is fine\n");
    assertThat(result.code).isZero();
  }

  @Test
  void goodFileIsFine() throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("good.yaml"),
            cluster("tls: {caFile: ca.crt, certFile: client.crt, keyFile: client.key}"));

    Result result = run(Map.of(), serve("--config.file=" + file));

    assertThat(result.err).isEmpty();
    assertThat(result.out).isEqualTo("configuration is fine\n");
    assertThat(result.code).isZero();
  }

  @Test
  void certificatesThatAreNotVerifiedAreWarnedOf() {
    Result result = run(Map.of(), serve(ETCD, "--insecure-skip-verify"));

    assertThat(result.code).isZero();
    assertThat(result.err)
        .singleElement()
        .asString()
        .contains("level=warn", "certificates are not verified");
  }
}
