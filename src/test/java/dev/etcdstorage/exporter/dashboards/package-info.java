/** The Grafana dashboards: their conventions, and their queries, for tests with a Prometheus. */
@NullMarked
package dev.etcdstorage.exporter.dashboards;

import org.jspecify.annotations.NullMarked;
