package io.dispatchframework.events.store;

import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.subscription.SubscriptionStore;

/** Keeps them for core's own tests. */
public final class TestSubscriptionStore extends TestResourceStore<Subscription> implements SubscriptionStore {}
