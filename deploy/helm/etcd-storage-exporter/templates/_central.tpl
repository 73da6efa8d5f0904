{{- define "exporter.clusterSecret" -}}
{{- if hasKey . "secretName" }}{{ .secretName }}{{ else }}{{ printf "etcd-client-%s" .name }}{{ end }}
{{- end }}

{{- define "exporter.centralKind" -}}
{{- gt (int .Values.central.shards) 1 | ternary "StatefulSet" "Deployment" }}
{{- end }}

{{/* "true" if clusters have a file each. */}}
{{- define "exporter.clusterFiles" -}}
{{- with .Values.central.clusterFiles }}{{ if or .configMapName .secretName }}true{{ end }}{{ end }}
{{- end }}

{{/* The exporter's own configuration file: the clusters, each with the files of its Secret. */}}
{{- define "exporter.centralConfig" -}}
{{- $clusters := list -}}
{{- range .Values.central.clusters -}}
{{- $cluster := omit . "secretName" -}}
{{- if include "exporter.clusterSecret" . -}}
{{- $folder := printf "/etc/etcd-storage-exporter/certs/%s" .name -}}
{{- $files := dict "caFile" (printf "%s/ca.crt" $folder) "certFile" (printf "%s/tls.crt" $folder) "keyFile" (printf "%s/tls.key" $folder) -}}
{{- $cluster = set $cluster "tls" (merge (dict) (.tls | default dict) $files) -}}
{{- end -}}
{{- $clusters = append $clusters $cluster -}}
{{- end -}}
{{- $web := dict "listenAddresses" (list (printf ":%v" .Values.web.port)) -}}
{{- if include "exporter.webSecured" . -}}
{{- $web = set $web "configFile" "/etc/etcd-storage-exporter/web/web.yaml" -}}
{{- end -}}
{{- $own := dict "web" (merge (dict) $web (.Values.central.config.web | default dict)) -}}
{{- if $clusters -}}
{{- $own = set $own "clusters" $clusters -}}
{{- end -}}
{{- if include "exporter.clusterFiles" . -}}
{{- $own = set $own "clusterFiles" (list "/etc/etcd-storage-exporter/clusters.d/*.yaml") -}}
{{- end -}}
{{- toYaml (merge (dict) $own .Values.central.config) }}
{{- end }}

{{- define "exporter.centralMounts" -}}
- name: config
  mountPath: /etc/etcd-storage-exporter/config
  readOnly: true
- name: work
  mountPath: /var/lib/etcd-storage-exporter
{{- range .Values.central.clusters }}
{{- if include "exporter.clusterSecret" . }}
- name: {{ .name | quote }}
  mountPath: /etc/etcd-storage-exporter/certs/{{ .name }}
  readOnly: true
{{- end }}
{{- end }}
{{- if include "exporter.clusterFiles" . }}
- name: cluster-files
  mountPath: /etc/etcd-storage-exporter/clusters.d
  readOnly: true
{{- end }}
{{- with include "exporter.webMount" . }}
{{ . }}
{{- end }}
{{- end }}

{{- define "exporter.centralVolumes" -}}
- name: config
  configMap:
    name: {{ include "exporter.fullname" . | quote }}
{{ include "exporter.workVolume" . }}
{{- range .Values.central.clusters }}
{{- $secret := include "exporter.clusterSecret" . }}
{{- if $secret }}
- name: {{ .name | quote }}
  secret:
    secretName: {{ $secret | quote }}
    defaultMode: 0440
{{- end }}
{{- end }}
{{- if include "exporter.clusterFiles" . }}
- name: cluster-files
  projected:
    defaultMode: 0440
    sources:
      {{- with .Values.central.clusterFiles.configMapName }}
      - configMap:
          name: {{ . | quote }}
      {{- end }}
      {{- with .Values.central.clusterFiles.secretName }}
      - secret:
          name: {{ . | quote }}
      {{- end }}
{{- end }}
{{- with include "exporter.webVolume" . }}
{{ . }}
{{- end }}
{{- end }}

{{- define "exporter.centralSecurity" -}}
runAsNonRoot: true
{{- /* The SCC restricted-v2 assigns user and groups from the namespace's own range, and refuses others. */}}
{{- if ne .Values.distribution "openshift" }}
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532 # may read the Secrets' files
{{- end }}
seccompProfile:
  type: RuntimeDefault
{{- end }}
