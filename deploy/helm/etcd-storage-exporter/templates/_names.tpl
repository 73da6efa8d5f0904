{{- define "exporter.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* Leaves room for "-defrag", and for what CronJobs append: a name has at most 63 characters, a CronJob's 52. */}}
{{- define "exporter.fullname" -}}
{{- $name := include "exporter.name" . -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 45 | trimSuffix "-" }}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 45 | trimSuffix "-" }}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 45 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "exporter.component" -}}
{{- eq .Values.mode "central" | ternary "central" "exporter" }}
{{- end }}

{{/* (list CONTEXT COMPONENT): the selectors' labels, and nothing that an upgrade could change. */}}
{{- define "exporter.selectorLabels" -}}
{{- $ := index . 0 -}}
app.kubernetes.io/name: {{ include "exporter.name" $ | quote }}
app.kubernetes.io/instance: {{ $.Release.Name | quote }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{- define "exporter.labels" -}}
{{- $ := index . 0 -}}
{{ include "exporter.selectorLabels" . }}
app.kubernetes.io/part-of: etcd-storage-exporter
app.kubernetes.io/managed-by: {{ $.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" $.Chart.Name $.Chart.Version | replace "+" "_" | trunc 63 }}
{{- with $.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "exporter.version" -}}
app.kubernetes.io/version: {{ .Values.image.tag | default .Chart.AppVersion | trunc 63 | quote }}
{{- end }}

{{- define "exporter.podMetadata" -}}
{{- $ := index . 0 -}}
{{- $annotations := merge (dict) (index . 2) $.Values.podAnnotations -}}
labels:
  {{- include "exporter.selectorLabels" . | nindent 2 }}
  app.kubernetes.io/part-of: etcd-storage-exporter
  {{- include "exporter.version" $ | nindent 2 }}
  {{- with merge (dict) $.Values.podLabels $.Values.commonLabels }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with $annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
