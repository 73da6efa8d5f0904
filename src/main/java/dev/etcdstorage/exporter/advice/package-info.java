/**
 * What is wrong, how bad it is and what to do next: one judgement for page, API and {@code check}.
 */
@NullMarked
package dev.etcdstorage.exporter.advice;

import org.jspecify.annotations.NullMarked;
