package io.dispatchframework.events.benchmarks;

import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.subscription.internal.PatternMatch;
import java.util.ArrayList;
import java.util.List;

/** Asks one subscription after the other, by the library's own rules. */
final class LinearScan {

    private final List<Subscription> subscriptions;

    LinearScan(List<Subscription> subscriptions) {
        this.subscriptions = subscriptions;
    }

    List<Subscription> match(String sourceType, String eventType) {
        List<Subscription> found = new ArrayList<>();
        for (Subscription subscription : subscriptions) {
            if (PatternMatch.of(subscription, sourceType, eventType).matched()) {
                found.add(subscription);
            }
        }
        return found;
    }
}
