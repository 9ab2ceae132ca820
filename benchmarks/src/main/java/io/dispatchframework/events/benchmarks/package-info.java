/** Measurements: what the library does, beside the least that it could cost and beside what others do. */
@NullMarked
package io.dispatchframework.events.benchmarks;

import org.jspecify.annotations.NullMarked;
