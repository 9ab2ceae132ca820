package io.dispatchframework.events.subscription;

import io.dispatchframework.events.store.ResourceStore;

/**
 * Keeps subscriptions.
 *
 * <p>The memory-store module has one; implement this to keep them elsewhere, by the rules of {@link ResourceStore}.
 *
 * @since 0.1
 */
public interface SubscriptionStore extends ResourceStore<Subscription> {}
