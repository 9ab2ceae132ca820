package io.dispatchframework.events.driver;

import io.dispatchframework.events.store.ResourceStore;

/**
 * Keeps drivers: which are to run, not how they are doing.
 *
 * <p>The memory-store module has one; implement this to keep them elsewhere, by the rules of {@link ResourceStore}. It
 * holds secret settings as they are given: whoever reads it reads those.
 *
 * @since 0.1
 */
public interface EventDriverStore extends ResourceStore<EventDriver> {}
