package dev.etcdstorage.exporter.testkit.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page in the text format, as series that can be asked for by name and labels. */
public record ScrapedPage(String text, List<Series> series) {
  /** Some of the families that have a series of each member which is up. */
  public static final Set<String> OF_A_MEMBER_THAT_IS_UP =
      Set.of(
          "etcd_storage_db_size_bytes",
          "etcd_storage_quota_bytes",
          "etcd_storage_compacted_revision",
          "etcd_storage_member_info");

  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  /** One line of the page. */
  public record Series(String name, Map<String, String> labels, double value) {

    private boolean is(String wanted, Map<String, String> some) {
      return name.equals(wanted) && labels.entrySet().containsAll(some.entrySet());
    }
  }

  public ScrapedPage {
    series = List.copyOf(series);
  }

  public static ScrapedPage parse(String text) {
    List<Series> series = new ArrayList<>();
    for (String line : text.lines().filter(line -> !line.startsWith("#")).toList()) {
      Matcher sample = SAMPLE.matcher(line);
      if (!sample.matches()) {
        throw new AssertionError("Not a sample: " + line);
      }
      Map<String, String> labels = new LinkedHashMap<>();
      String inBraces = sample.group(2);
      Matcher label = LABEL.matcher(inBraces == null ? "" : inBraces);
      while (label.find()) {
        labels.put(label.group(1), label.group(2));
      }
      series.add(new Series(sample.group(1), labels, Double.parseDouble(sample.group(3))));
    }
    return new ScrapedPage(text, series);
  }

  /** The series of that name that have these labels, given as name, value, name, value. */
  public List<Series> all(String name, String... labels) {
    Map<String, String> some = pairs(labels);
    return series.stream().filter(one -> one.is(name, some)).toList();
  }

  /** The value of the only such series; empty when there is none. */
  public OptionalDouble find(String name, String... labels) {
    List<Series> found = all(name, labels);
    if (found.size() > 1) {
      throw new AssertionError("Several series: " + found);
    }
    return found.stream().mapToDouble(Series::value).findFirst();
  }

  /** The value of the only such series; fails when there is none. */
  public double value(String name, String... labels) {
    return find(name, labels)
        .orElseThrow(
            () -> new AssertionError("No " + name + " " + pairs(labels) + " in:\n" + ours()));
  }

  /** The value of one member's series. */
  public double of(String member, String name) {
    return value(name, "member", member);
  }

  /** Names of the families that have a series of this member. */
  public Set<String> familiesOf(String member) {
    Set<String> names = new TreeSet<>();
    for (Series one : series) {
      if (member.equals(one.labels().get("member"))) {
        names.add(one.name());
      }
    }
    return names;
  }

  /** Names of the members that have a series of that name. */
  public Set<String> members(String name) {
    Set<String> members = new TreeSet<>();
    for (Series one : all(name)) {
      members.add(one.labels().getOrDefault("member", ""));
    }
    return members;
  }

  /** Names of the members that lead, by what they say themselves. */
  public List<String> leaders() {
    return all("etcd_storage_is_leader").stream()
        .filter(one -> one.value() == 1)
        .map(one -> one.labels().getOrDefault("member", ""))
        .toList();
  }

  /** Whether keys are watched. */
  public boolean watches() {
    return find("etcd_storage_keyspace_working", "part", "watch").orElse(0) == 1;
  }

  /** The lines about etcd, without those about the exporter's own process. */
  public String ours() {
    return text.lines()
        .filter(line -> line.startsWith("etcd_"))
        .reduce("", (before, line) -> before + line + "\n");
  }

  private static Map<String, String> pairs(String... labels) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (int i = 0; i < labels.length; i += 2) {
      pairs.put(labels[i], labels[i + 1]);
    }
    return pairs;
  }
}
