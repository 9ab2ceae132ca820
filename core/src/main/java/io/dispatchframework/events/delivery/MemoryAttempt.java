package io.dispatchframework.events.delivery;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * An attempt of the engine in memory, compared by identity.
 *
 * <p>Nobody else can be given the same delivery meanwhile, so the token is no more than the number, and there is no
 * lease to extend.
 */
final class MemoryAttempt implements Attempt {

    private final Delivery delivery;
    private final int number;

    MemoryAttempt(Delivery delivery, int number) {
        this.delivery = delivery;
        this.number = number;
    }

    @Override
    public Delivery delivery() {
        return delivery;
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public String token() {
        return Integer.toString(number);
    }

    @Override
    public CompletionStage<Void> extend(Duration lease) {
        return CompletableFuture.completedFuture(null);
    }
}
