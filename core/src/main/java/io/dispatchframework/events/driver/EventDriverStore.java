package io.dispatchframework.events.driver;

import io.dispatchframework.events.store.ResourceStore;

/**
 * Keeps event drivers: which ones should run, not the state they are in.
 *
 * <p>The memory-store module has one; implement this to keep them elsewhere, by the rules of {@link ResourceStore}. It
 * holds secret settings in plain text: whoever can read the store can read them.
 *
 * @since 0.1
 */
public interface EventDriverStore extends ResourceStore<EventDriver> {}
