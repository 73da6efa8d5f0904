/** Real programs as processes of their own: etcd, the exporter, Prometheus, a browser. */
@NullMarked
package dev.etcdstorage.exporter.testkit.real;

import org.jspecify.annotations.NullMarked;
