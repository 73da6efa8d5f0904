{{/*
Where each distribution keeps the files of etcd's client, which nodes have a member, and who may read the key. All of
them have etcd's client port 2379 at 127.0.0.1, and put no other port before it: etcd's own metrics, which the exporter
reads for the quota, are on the client port too.

kubeadm: cmd/kubeadm/app/constants (EtcdCACertName, EtcdHealthcheckClientCertName, LabelNodeRoleControlPlane), and
  app/phases/etcd, whose static pod listens at 127.0.0.1. The key is root's, with mode 0600.
k3s: pkg/daemons/control/deps (ETCDServerCA, ClientETCDCert, ClientETCDKey below DataDir/tls/etcd); the label of
  servers with a member is set by pkg/etcd (EtcdRoleLabel).
rke2: the same code with another folder (docs.rke2.io, "Backup and Restore"). etcd-only nodes have the label, but not
  the control plane's, and a taint of their own where Rancher makes them.
talos: pkg/machinery/constants (EtcdPKIPath, EtcdAdminCert, EtcdAdminKey, EtcdUserID).
*/}}
{{- define "exporter.distributions" -}}
kubeadm:
  folder: /etc/kubernetes/pki/etcd
  files: [ca.crt, healthcheck-client.crt, healthcheck-client.key]
  label: {key: node-role.kubernetes.io/control-plane, value: ""}
  taints: [node-role.kubernetes.io/control-plane]
  user: 0
k3s:
  folder: /var/lib/rancher/k3s/server/tls/etcd
  files: [server-ca.crt, client.crt, client.key]
  label: {key: node-role.kubernetes.io/etcd, value: "true"}
  taints: [node-role.kubernetes.io/control-plane, node-role.kubernetes.io/etcd]
  user: 0
rke2:
  folder: /var/lib/rancher/rke2/server/tls/etcd
  files: [server-ca.crt, client.crt, client.key]
  label: {key: node-role.kubernetes.io/etcd, value: "true"}
  taints: [node-role.kubernetes.io/control-plane, node-role.kubernetes.io/etcd]
  user: 0
talos:
  folder: /system/secrets/etcd
  files: [ca.crt, admin.crt, admin.key]
  label: {key: node-role.kubernetes.io/control-plane, value: ""}
  taints: [node-role.kubernetes.io/control-plane]
  user: 60
{{- end }}

{{- define "exporter.distribution" -}}
{{- get (include "exporter.distributions" . | fromYaml) .Values.distribution | toYaml }}
{{- end }}
