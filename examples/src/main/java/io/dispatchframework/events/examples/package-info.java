/**
 * Small programs, one a feature: begin with {@link io.dispatchframework.events.examples.QuickStart}.
 *
 * <p>{@link io.dispatchframework.events.examples.job.MainJob} is the large one: it runs functions over a file of events.
 */
@NullMarked
package io.dispatchframework.events.examples;

import org.jspecify.annotations.NullMarked;
