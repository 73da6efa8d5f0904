//go:build crds

// Package crds names what controller-gen makes definitions of.
package crds

import _ "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
