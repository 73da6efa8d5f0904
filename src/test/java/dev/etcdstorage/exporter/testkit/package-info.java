/**
 * What the tests are built on: real etcd processes, a fake etcd for faults, and one way to wait.
 */
@NullMarked
package dev.etcdstorage.exporter.testkit;

import org.jspecify.annotations.NullMarked;
