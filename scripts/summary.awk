# Turns the exporter's page into one line per member and one for each of the most written prefixes. What is unknown is
# absent on the page, and ? here.
#
#   awk -v seconds=N -f summary.awk before=1 FORMER-PAGE before=0 PAGE
#
# With a former page, read N seconds before, there are rates too, and the prefixes most written since then come first.
# What was not on the former page was not written before it.
# Numbers as the exporter itself writes them (text/Amount).
function bytes(n,   unit) {
  if (n == "") return "?"
  n += 0
  for (unit = 1; n >= 1023.5 && unit < 5; unit++) n /= 1024
  return sprintf(unit == 1 || n >= 99.95 ? "%.0f " : "%.1f ", n) substr("B  KiBMiBGiBTiB", 3 * unit - 2, unit == 1 ? 1 : 3)
}
function percent(n) {
  if (n == "") return "?"
  n = 100 * n
  return (n < 10 || n > 90 ? tenths(n) : sprintf("%.0f", n)) "%"
}
function tenths(n) {
  n = sprintf("%.1f", n)
  sub(/\.0$/, "", n)
  return n
}
function count(n, one,   digits) {
  if (n == "") return "? " one "s"
  digits = n = sprintf("%.0f", n)
  while (match(digits, /[0-9][0-9][0-9][0-9](,|$)/)) digits = substr(digits, 1, RSTART) "," substr(digits, RSTART + 1)
  return digits " " one (n == 1 ? "" : "s")
}
function label(name) {
  return match($0, "[{,]" name "=\"([^\"\\\\]|\\\\.)*\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : ""
}
# Keys are whatever somebody wrote: nothing of them may steer the terminal, or fill it.
function plain(text) {
  gsub(/[\001-\037\177]/, "?", text)
  return length(text) > 32 ? substr(text, 1, 31) "~" : text
}
function since(name, p) { return sum[name, p] - former[name, p] }
function rate(name, p) { return seconds <= 0 || since(name, p) < 0 ? "?" : sprintf("%.1f", since(name, p) / seconds) }
function more(p, q,   byFar) {
  byFar = since("written_bytes_total", p) - since("written_bytes_total", q)
  return byFar > 0 || (byFar == 0 && sum["written_bytes_total", p] > sum["written_bytes_total", q])
}
# The five of a cluster that were written most.
function show_prefixes(c,   i, n, p, best, shown) {
  for (n = 1; n <= 5; n++) {
    best = ""
    for (i = 1; i <= prefixes[c]; i++) {
      p = prefix[c, i]
      if (!(p in shown) && sum["written_bytes_total", p] > 0 &&
        (best == "" || more(p, best))) best = p
    }
    if (best == "") return
    shown[best] = 1
    if (n == 1) print (c == "" ? "" : c ": ") "written most:"
    show_prefix(best)
  }
}
function show_prefix(p,   written) {
  written = rate("written_bytes_total", p)
  printf "  %-32s %7s writes/s %10s/s, %s in all; %s, %s\n", title[p],
    rate("events_total", p), written == "?" ? "?" : bytes(written), bytes(sum["written_bytes_total", p]),
    count((("keys", p) in sum) ? sum["keys", p] : "", "live key"), (("live_bytes", p) in sum) ? bytes(sum["live_bytes", p]) : "?"
}
!/^etcd_storage_[a-z_]+\{/ { next }
{
  name = substr($1, 14, index($1, "{") - 14)
  cluster = label("etcd_cluster")
}
name ~ /^prefix_/ {
  name = substr(name, 8)
  p = cluster SUBSEP label("prefix")
  if (before) {
    former[name, p] += $NF
    next
  }
  if (!(p in title)) {
    if (!(cluster in prefixes)) clusterAt[++clusters] = cluster
    prefix[cluster, ++prefixes[cluster]] = p
    title[p] = plain(label("prefix"))
  }
  sum[name, p] += $NF
  next
}
before { next }
{
  member = label("member")
  if (member == "") next
  if (cluster != "") member = cluster "/" member
  if (!(member in seen)) { seen[member] = 1; order[++members] = member }
  if (name == "alarm_active") {
    if ($NF == 1) alarms[member] = alarms[member] " ALARM:" label("alarm")
  } else if (name == "verdict") {
    if ($NF == 1) verdict[member] = ", verdict " label("verdict")
  } else value[member, name] = $NF
}
END {
  for (i = 1; i <= members; i++) {
    m = order[i]
    if (value[m, "up"] == "0" || value[m, "up"] == "0.0") { print m ": does not answer"; continue }
    kept = ""
    if (value[m, "revision"] != "" && value[m, "compacted_revision"] != "")
      kept = value[m, "revision"] - value[m, "compacted_revision"]
    printf "%s: size %s, in use %s, fragmentation %s, quota %s (%s used), %s kept%s%s\n", m,
      bytes(value[m, "db_size_bytes"]), bytes(value[m, "db_in_use_bytes"]), percent(value[m, "fragmentation_ratio"]),
      bytes(value[m, "quota_bytes"]), percent(value[m, "quota_usage_ratio"]), count(kept, "revision"), verdict[m], alarms[m]
  }
  for (i = 1; i <= clusters; i++) show_prefixes(clusterAt[i])
}
