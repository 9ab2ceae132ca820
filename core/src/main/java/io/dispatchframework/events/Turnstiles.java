package io.dispatchframework.events;

import io.dispatchframework.events.delivery.EngineHandle;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.time.TimeSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The turnstiles of those subscriptions whose policy bounds them. */
final class Turnstiles {

    private final TimeSource time;
    private final Map<String, Turnstile> bySubscription = new ConcurrentHashMap<>();
    private volatile @Nullable EngineHandle engine;

    Turnstiles(TimeSource time) {
        this.time = time;
    }

    /** Tells which engine holds those that have to wait; before the first delivery comes. */
    void holdIn(EngineHandle started) {
        engine = started;
    }

    /** Returns the turnstile that a policy asks for, {@code null} if it bounds nothing. */
    @Nullable
    Turnstile of(String subscriptionName, DeliveryPolicy policy) {
        if (Objects.requireNonNull(policy.maxAtOnce()) < 1 && !(Objects.requireNonNull(policy.maxPerSecond()) > 0)) {
            return null;
        }
        return bySubscription.computeIfAbsent(
                subscriptionName, name -> new Turnstile(name, time, Objects.requireNonNull(engine)));
    }

    /** Forgets a delivery that was told to wait, and is not going through. */
    static void giveUp(LocalDelivery delivery) {
        Turnstile turnstile = delivery.waitsAt; // not found by name, which may be another subscription's by now
        if (turnstile != null) {
            turnstile.giveUp(delivery);
        }
    }

    /** Lets all whom the engine holds for a subscription come again, for what they wait for to be seen anew. */
    void callIn(String subscriptionName) {
        Objects.requireNonNull(engine).offerHeld(subscriptionName, Integer.MAX_VALUE);
    }

    /** Takes away the turnstile of a subscription that is gone. */
    void remove(String subscriptionName) {
        Turnstile turnstile = bySubscription.remove(subscriptionName);
        if (turnstile != null) {
            turnstile.close();
        }
    }

    void close() {
        bySubscription.keySet().forEach(this::remove);
    }
}
