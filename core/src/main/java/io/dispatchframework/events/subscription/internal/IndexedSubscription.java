package io.dispatchframework.events.subscription.internal;

import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.subscription.Subscription;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the index knows of one stored subscription: one object from its creation to its end, through all its versions.
 *
 * <p>A subscription that is deleted and created anew under the same name is another object. It is itself the
 * {@link Match} of one, so that finding a single subscription allocates nothing.
 */
public final class IndexedSubscription extends Match {

    private volatile Subscription newest;
    private volatile boolean gone;

    /** What an attempt has worked out, for those that come after it; threads that work it out at once find the same. */
    private @Nullable Effective effective;

    private record Effective(DeliveryPolicy own, DeliveryPolicy whole) {}

    IndexedSubscription(Subscription stored) {
        newest = stored;
    }

    /** Returns the name of the subscription. */
    public String name() {
        return newest.name();
    }

    /**
     * Returns the newest version that the index knows, never older than what a match was found by.
     *
     * @return {@code null} once the subscription is deleted, or the index has noticed that it expired
     */
    public @Nullable Subscription current() {
        return gone ? null : newest;
    }

    /** Returns the newest version that the index has known, also when the subscription is gone. */
    public Subscription newest() {
        return newest;
    }

    /** Returns the store's revision at which the subscription was created, the same in all versions. */
    public long createdRevision() {
        return newest.metadata().createdRevision();
    }

    /**
     * Returns the policy by which a version of this subscription is delivered.
     *
     * @param defaults what applies where the version says nothing, always the same
     */
    public DeliveryPolicy policyOf(Subscription version, DeliveryPolicy defaults) {
        DeliveryPolicy own = version.policy();
        if (own.equals(DeliveryPolicy.inherit())) {
            return defaults; // without a note of it, as there may be a million of these
        }
        Effective known = effective;
        if (known == null || !known.own.equals(own)) {
            known = new Effective(own, own.over(defaults));
            effective = known;
        }
        return known.whole;
    }

    void become(Subscription version) {
        newest = version;
    }

    void end() {
        gone = true;
    }

    @Override
    public int size() {
        return 1;
    }

    @Override
    public IndexedSubscription get(int index) {
        Objects.checkIndex(index, 1);
        return this;
    }

    @Override
    int copyTo(IndexedSubscription[] target, int at) {
        target[at] = this;
        return at + 1;
    }

    @Override
    Match with(IndexedSubscription other) {
        return Match.ofTwo(this, other);
    }

    @Override
    Match without(IndexedSubscription other) {
        return other == this ? NONE : this;
    }

    @Override
    public String toString() {
        return gone ? newest + " (gone)" : newest.toString();
    }
}
