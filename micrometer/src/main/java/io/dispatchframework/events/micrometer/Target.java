package io.dispatchframework.events.micrometer;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where an event goes, as the values of two tags.
 *
 * @param function the function's name, or {@link #OTHER}
 * @param subscription the subscription's name, or {@link #OTHER}
 */
record Target(String function, String subscription) {

    /** What stands for the names beyond the bound. */
    static final String OTHER = "other";

    /**
     * Keeps the number of targets bounded: subscriptions are data, and each new name would be a time series for ever.
     *
     * <p>The bound is on pairs, since a subscription may change its function: there are at most twice the bound, and one.
     */
    static final class Bounds {

        private static final Target OTHERS = new Target(OTHER, OTHER);

        private final int most;
        private final Set<Target> targets = ConcurrentHashMap.newKeySet();
        private final Set<String> functions = ConcurrentHashMap.newKeySet();

        Bounds() {
            this(1_000);
        }

        Bounds(int most) {
            this.most = most;
        }

        Target of(String function, String subscription) {
            Target target = new Target(function, subscription);
            if (isWithin(targets, target)) {
                return target;
            }
            return isWithin(functions, function) ? new Target(function, OTHER) : OTHERS;
        }

        private <T> boolean isWithin(Set<T> known, T one) {
            if (known.contains(one)) {
                return true;
            }
            if (known.size() >= most) { // also what spares the lock once the bound is reached
                return false;
            }
            synchronized (this) {
                return known.contains(one) || (known.size() < most && known.add(one));
            }
        }
    }
}
