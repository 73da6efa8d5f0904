package dev.etcdstorage.exporter.maintenance;

import dev.etcdstorage.exporter.maintenance.guard.GuardSettings;

/** When to defragment, and the guards against it. */
public record DefragRules(DefragPolicy policy, GuardSettings guards) {}
