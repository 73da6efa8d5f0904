{{/* For the notes: the container for etcd's pods, which the chart does not create. */}}
{{- define "exporter.sidecar" -}}
- name: etcd-storage-exporter
  {{- include "exporter.imageFields" . | nindent 2 }}
  args:
    - serve
    - --web.listen-address=[$(POD_IP)]:{{ .Values.web.port }}
    {{- with .Values.extraArgs }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  env:
    - name: POD_IP
      valueFrom:
        fieldRef:
          fieldPath: status.podIP
    - name: ETCDCTL_ENDPOINTS
      value: {{ .Values.etcd.endpoint }}
    - name: ETCDCTL_CACERT
      value: /etc/etcd-storage-exporter/etcd/ca.crt
    - name: ETCDCTL_CERT
      value: /etc/etcd-storage-exporter/etcd/tls.crt
    - name: ETCDCTL_KEY
      value: /etc/etcd-storage-exporter/etcd/tls.key
    {{- include "exporter.commandVariables" "etcd-storage-exporter" | nindent 4 }}
  ports:
    - name: metrics
      containerPort: {{ .Values.web.port }}
  {{- /* By number: etcd may have its own port called metrics. */}}
  {{- include "exporter.probes" . | replace "port: metrics" (printf "port: %v" .Values.web.port) | nindent 2 }}
  resources:
    {{- toYaml .Values.daemonset.resources | nindent 4 }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 65532
    runAsGroup: 65532
    {{- include "exporter.containerSecurity" . | nindent 4 }}
    seccompProfile:
      type: RuntimeDefault
  volumeMounts:
    - name: etcd-storage-exporter-client
      mountPath: /etc/etcd-storage-exporter/etcd
      readOnly: true
    - name: etcd-storage-exporter-work
      mountPath: /var/lib/etcd-storage-exporter
{{- end }}

{{/* Readable for all in the pod that mount it: an fsGroup of ours would change the group of etcd's data. */}}
{{- define "exporter.sidecarVolumes" -}}
- name: etcd-storage-exporter-client
  secret:
    secretName: etcd-client
    defaultMode: 0444
- name: etcd-storage-exporter-work
  emptyDir:
    sizeLimit: 16Mi
{{- end }}
