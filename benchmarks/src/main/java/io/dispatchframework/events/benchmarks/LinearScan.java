package io.dispatchframework.events.benchmarks;

import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.subscription.internal.PatternMatch;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks one subscription after the other, by the library's own rules; where a part is an exact name, it is compared as
 * that, without the rules of patterns.
 */
final class LinearScan {

    private record Entry(Subscription subscription, boolean exactSource, boolean exactType) {

        static Entry of(Subscription subscription) {
            return new Entry(subscription, isExact(subscription.sourceType()), isExact(subscription.eventType()));
        }

        private static boolean isExact(String pattern) {
            return pattern.indexOf('*') < 0 && pattern.indexOf('#') < 0;
        }

        boolean matches(String sourceType, String eventType) {
            if (exactType && !subscription.eventType().equals(eventType)) {
                return false;
            }
            if (exactSource && !subscription.sourceType().equals(sourceType)) {
                return false;
            }
            return (exactType && exactSource)
                    || PatternMatch.of(subscription, sourceType, eventType).matched();
        }
    }

    private final List<Entry> entries;

    LinearScan(List<Subscription> subscriptions) {
        entries = subscriptions.stream().map(Entry::of).toList();
    }

    List<Subscription> match(String sourceType, String eventType) {
        List<Subscription> found = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.matches(sourceType, eventType)) {
                found.add(entry.subscription);
            }
        }
        return found;
    }
}
