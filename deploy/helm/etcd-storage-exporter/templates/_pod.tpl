{{- define "exporter.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{ .repository }}@{{ .digest }}
{{- else -}}
{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}
{{- end }}
{{- end }}
{{- end }}

{{- define "exporter.imageFields" -}}
image: {{ include "exporter.image" . }}
{{- with .Values.image.pullPolicy }}
imagePullPolicy: {{ . }}
{{- end }}
{{- end }}

{{- define "exporter.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* Nothing here uses the Kubernetes API: no token, and no rights. */}}
{{- define "exporter.podBasics" -}}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* The node's member, in the node's network: only there is it at 127.0.0.1:2379, and it works while the pod network is
down. The node's resolver, as cluster DNS may be down when this is needed. */}}
{{- define "exporter.nodesMember" -}}
{{- $of := include "exporter.distribution" . | fromYaml -}}
hostNetwork: true
dnsPolicy: Default
{{- with .Values.daemonset.priorityClassName }}
priorityClassName: {{ . | quote }}
{{- end }}
nodeSelector:
  {{- if .Values.daemonset.nodeSelector }}
  {{- toYaml .Values.daemonset.nodeSelector | nindent 2 }}
  {{- else }}
  {{ $of.label.key }}: {{ $of.label.value | quote }}
  {{- end }}
{{- end }}

{{- define "exporter.nodesUser" -}}
{{- $user := int (include "exporter.distribution" . | fromYaml).user -}}
{{- /* The key belongs to root and has mode 0600. Root without capabilities owns its files, and nothing more. */}}
{{- if and .Values.daemonset.nonroot (eq $user 0) }}{{ $user = 65532 }}{{ end -}}
securityContext:
  {{- if $user }}
  runAsNonRoot: true
  {{- end }}
  runAsUser: {{ $user }}
  runAsGroup: {{ $user }}
  seccompProfile:
    type: RuntimeDefault
{{- end }}

{{- define "exporter.hostIp" -}}
- name: HOST_IP
  valueFrom:
    fieldRef:
      fieldPath: status.hostIP
{{- end }}

{{/* As variables, which a command beside serve in this pod uses too. */}}
{{- define "exporter.etcdVariables" -}}
- name: ETCDCTL_ENDPOINTS
  value: {{ .Values.etcd.endpoint }}
- name: ETCDCTL_CACERT
  value: /etc/etcd-storage-exporter/etcd/ca.crt
- name: ETCDCTL_CERT
  value: /etc/etcd-storage-exporter/etcd/client.crt
- name: ETCDCTL_KEY
  value: /etc/etcd-storage-exporter/etcd/client.key
{{- end }}

{{/* How to call a command in this pod, for the commands that the page and the program print. */}}
{{- define "exporter.commandVariables" -}}
- name: POD_NAMESPACE
  valueFrom:
    fieldRef:
      fieldPath: metadata.namespace
- name: POD_NAME
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
- name: ETCD_STORAGE_EXPORTER_COMMAND
  value: kubectl -n $(POD_NAMESPACE) exec $(POD_NAME) -c {{ . }} -- etcd-storage-exporter
{{- end }}

{{- define "exporter.etcdMounts" -}}
- name: etcd-ca
  mountPath: /etc/etcd-storage-exporter/etcd/ca.crt
  readOnly: true
- name: etcd-client-cert
  mountPath: /etc/etcd-storage-exporter/etcd/client.crt
  readOnly: true
- name: etcd-client-key
  mountPath: /etc/etcd-storage-exporter/etcd/client.key
  readOnly: true
{{- end }}

{{/* Only these three files: the folder also holds etcd's CA key. */}}
{{- define "exporter.etcdVolumes" -}}
{{- $of := include "exporter.distribution" . | fromYaml -}}
- name: etcd-ca
  hostPath:
    path: {{ .Values.etcd.caFile | default (printf "%s/%s" $of.folder (index $of.files 0)) }}
    type: File
- name: etcd-client-cert
  hostPath:
    path: {{ .Values.etcd.certFile | default (printf "%s/%s" $of.folder (index $of.files 1)) }}
    type: File
- name: etcd-client-key
  hostPath:
    path: {{ .Values.etcd.keyFile | default (printf "%s/%s" $of.folder (index $of.files 2)) }}
    type: File
{{- end }}

{{/* For the audit log of recover; serve writes nothing. */}}
{{- define "exporter.workVolume" -}}
- name: work
  emptyDir:
    sizeLimit: 16Mi
{{- end }}

{{/* "true" if the pages have TLS or users. */}}
{{- define "exporter.webSecured" -}}
{{- with .Values.web }}{{ if or .tlsSecret .users .existingSecret }}true{{ end }}{{ end }}
{{- end }}

{{/* "true" if the pages have TLS. */}}
{{- define "exporter.webTls" -}}
{{- with .Values.web }}{{ if or .tlsSecret .existingSecret }}true{{ end }}{{ end }}
{{- end }}

{{- define "exporter.webMount" -}}
{{- if include "exporter.webSecured" . -}}
- name: web
  mountPath: /etc/etcd-storage-exporter/web
  readOnly: true
{{- end }}
{{- end }}

{{/* The pod may be in the node's network, but has its own mounts: nobody else sees these files. */}}
{{- define "exporter.webVolume" -}}
{{- if .Values.web.existingSecret -}}
- name: web
  secret:
    secretName: {{ .Values.web.existingSecret | quote }}
    defaultMode: 0444
{{- else if include "exporter.webSecured" . -}}
- name: web
  projected:
    defaultMode: 0444
    sources:
      - secret:
          name: {{ include "exporter.fullname" . }}-web
      {{- with .Values.web.tlsSecret }}
      - secret:
          name: {{ . | quote }}
          items:
            - {key: tls.crt, path: tls.crt}
            - {key: tls.key, path: tls.key}
      {{- end }}
{{- end }}
{{- end }}

{{/* The exporter itself: healthy even while etcd is down. Users are required on every path, health included, and a
probe's password would be here for all to read. */}}
{{- define "exporter.probe" -}}
{{- if include "exporter.webSecured" (index . 0) -}}
tcpSocket:
  port: metrics
{{- else -}}
httpGet:
  path: {{ index . 1 }}
  port: metrics
{{- end }}
{{- end }}

{{- define "exporter.probes" -}}
startupProbe:
  {{- include "exporter.probe" (list . "/-/healthy") | nindent 2 }}
  periodSeconds: 2
  failureThreshold: 30
livenessProbe:
  {{- include "exporter.probe" (list . "/-/healthy") | nindent 2 }}
  periodSeconds: 15
  timeoutSeconds: 5
readinessProbe:
  {{- include "exporter.probe" (list . "/-/ready") | nindent 2 }}
  periodSeconds: 15
  timeoutSeconds: 5
{{- end }}
