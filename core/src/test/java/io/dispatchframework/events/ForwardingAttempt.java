package io.dispatchframework.events;

import io.dispatchframework.events.delivery.Attempt;
import io.dispatchframework.events.delivery.Delivery;
import io.dispatchframework.events.delivery.Failure;
import io.dispatchframework.events.delivery.Settlement;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** An attempt of another engine, for tests that change one of its ways. */
class ForwardingAttempt implements Attempt {

    private final Attempt attempt;

    ForwardingAttempt(Attempt attempt) {
        this.attempt = attempt;
    }

    @Override
    public Delivery delivery() {
        return attempt.delivery();
    }

    @Override
    public int number() {
        return attempt.number();
    }

    @Override
    public @Nullable Failure takenAlong() {
        return attempt.takenAlong();
    }

    @Override
    public boolean settle(Settlement how) {
        return attempt.settle(how);
    }

    @Override
    public CompletionStage<Void> extend(Duration lease) {
        return attempt.extend(lease);
    }
}
