/** The main job: reads events and subscriptions, runs functions, and tells what became of each event. */
@NullMarked
package io.dispatchframework.events.examples.job;

import org.jspecify.annotations.NullMarked;
