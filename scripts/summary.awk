# Turns the exporter's page into one line a member. What is unknown is absent on the page, and ? here.
function bytes(n) {
  if (n == "") return "?"
  if (n >= 1073741824) return sprintf("%.2f GiB", n / 1073741824)
  return sprintf("%.1f MiB", n / 1048576)
}
function percent(n) { return n == "" ? "?" : sprintf("%.1f %%", n * 100) }
function label(name) {
  return match($0, "[{,]" name "=\"[^\"]*\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : ""
}
/^etcd_storage_[a-z_]+\{/ {
  name = substr($1, 14, index($1, "{") - 14)
  member = label("member")
  if (member == "") next
  if (label("etcd_cluster") != "") member = label("etcd_cluster") "/" member
  if (!(member in seen)) { seen[member] = 1; order[++members] = member }
  if (name == "alarm_active") {
    if ($NF == 1) alarms[member] = alarms[member] " ALARM:" label("alarm")
  } else value[member, name] = $NF
}
END {
  for (i = 1; i <= members; i++) {
    m = order[i]
    if (value[m, "up"] == "0" || value[m, "up"] == "0.0") { print m ": does not answer"; continue }
    kept = "?"
    if (value[m, "revision"] != "" && value[m, "compacted_revision"] != "")
      kept = sprintf("%.0f", value[m, "revision"] - value[m, "compacted_revision"])
    printf "%s: size %s, in use %s, fragmentation %s, quota %s (%s used), %s revisions kept%s\n", m,
      bytes(value[m, "db_size_bytes"]), bytes(value[m, "db_in_use_bytes"]), percent(value[m, "fragmentation_ratio"]),
      bytes(value[m, "quota_bytes"]), percent(value[m, "quota_usage_ratio"]), kept, alarms[m]
  }
}
