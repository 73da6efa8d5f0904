package dev.etcdstorage.exporter.maintenance.guard;

/** One guard's decision. Pure. */
@FunctionalInterface
interface Check {
  GuardAnswer answer(Guard guard, GuardInputs inputs);
}
