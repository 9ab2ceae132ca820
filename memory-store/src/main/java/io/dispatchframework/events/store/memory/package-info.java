/**
 * Stores that keep everything in the memory of this process, on Caffeine.
 *
 * <p>Start at {@link io.dispatchframework.events.store.memory.MemorySubscriptionStore}.
 */
@NullMarked
package io.dispatchframework.events.store.memory;

import org.jspecify.annotations.NullMarked;
