package io.dispatchframework.events.subscription.internal;

import io.dispatchframework.events.subscription.Subscription;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the index knows of one stored subscription: one object from its creation to its end, through all its versions.
 *
 * <p>A subscription that is deleted and created anew under the same name is another object. It is itself the
 * {@link Match} of one, so that finding a single subscription allocates nothing.
 */
public final class IndexedSubscription extends Match {

    private static final VarHandle ATTACHMENT;

    static {
        try {
            ATTACHMENT = MethodHandles.lookup().findVarHandle(IndexedSubscription.class, "attachment", Object.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final String name;
    private volatile @Nullable Subscription current;
    private volatile @Nullable Object attachment;

    IndexedSubscription(Subscription stored) {
        name = stored.name();
        current = stored;
    }

    public String name() {
        return name;
    }

    /**
     * Returns the newest version that the index knows, never older than what a match was found by.
     *
     * @return {@code null} once the subscription is deleted, or the index has noticed that it expired
     */
    public @Nullable Subscription current() {
        return current;
    }

    void become(@Nullable Subscription version) {
        current = version;
    }

    /** Returns what the delivery path has attached, {@code null} before. */
    public @Nullable Object attachment() {
        return attachment;
    }

    /**
     * Attaches the state that the delivery path keeps with the subscription; the first one stays.
     *
     * @return what is attached now
     */
    public Object attach(Object state) {
        Object before = ATTACHMENT.compareAndExchange(this, null, Objects.requireNonNull(state, "state"));
        return before == null ? state : before;
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
        Subscription version = current;
        return version == null ? "IndexedSubscription[gone]" : version.toString();
    }
}
