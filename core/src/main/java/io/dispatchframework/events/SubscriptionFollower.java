package io.dispatchframework.events;

import io.dispatchframework.events.delivery.EngineHandle;
import io.dispatchframework.events.store.ResourceWatcher;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.subscription.internal.SubscriptionIndex;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps the index like the store, and lets held deliveries go when what they wait for has changed.
 *
 * <p>Changes come from the store's watch and, ahead of it, from this manager's own writes; the index ignores what it
 * knows already. The engine is told of every change, also where nothing seems to wait: an attempt that saw the state
 * before the change may be about to.
 */
final class SubscriptionFollower implements ResourceWatcher<Subscription> {

    private final SubscriptionIndex index;
    private final ResourceWatcher<Subscription> indexWatcher;
    private final EngineHandle engine;
    private final PausedDeliveries paused;
    private final Turnstiles turnstiles;
    private volatile boolean following;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    SubscriptionFollower(SubscriptionIndex index, EngineHandle engine, PausedDeliveries paused, Turnstiles turnstiles) {
        this.turnstiles = turnstiles;
        this.index = index;
        this.indexWatcher = index.watcher();
        this.engine = engine;
        this.paused = paused;
    }

    /** Ends when the index has seen everything that was in the store. */
    CompletableFuture<Void> firstReady() {
        return ready;
    }

    /** Tells whether the store's changes are known, as far as the store has told them. */
    boolean isFollowing() {
        return following;
    }

    @Override
    public void stored(Subscription subscription) {
        indexWatcher.stored(subscription);
        offerHeld(subscription.name());
    }

    /** Follows a delete of this manager's own. */
    void removed(String name, long revision) {
        index.remove(name, revision);
        turnstiles.remove(name);
        offerHeld(name);
    }

    @Override
    public void removed(String name, long revision, Removal removal) {
        indexWatcher.removed(name, revision, removal);
        turnstiles.remove(name);
        offerHeld(name);
    }

    private void offerHeld(String name) {
        engine.offerHeld(name, Integer.MAX_VALUE);
    }

    @Override
    public void ready(long revision) {
        indexWatcher.ready(revision);
        paused.subscriptions().forEach(this::offerHeld); // some may have gone unseen
        following = true;
        ready.complete(null);
    }

    @Override
    public void resync() {
        following = false;
        indexWatcher.resync();
    }
}
