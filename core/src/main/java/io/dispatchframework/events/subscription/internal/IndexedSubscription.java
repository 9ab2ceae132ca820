package io.dispatchframework.events.subscription.internal;

import io.dispatchframework.events.subscription.Subscription;
import org.jspecify.annotations.Nullable;

/** What the index knows of one stored subscription. */
public final class IndexedSubscription {

    private final String name;
    volatile @Nullable Subscription current;

    IndexedSubscription(Subscription current) {
        this.name = current.name();
        this.current = current;
    }

    /** Returns the subscription's name. */
    public String name() {
        return name;
    }

    /** Returns the subscription as it is now, {@code null} once it is gone. */
    public @Nullable Subscription current() {
        return current;
    }
}
