package io.dispatchframework.events.function;

import io.dispatchframework.events.internal.Text;
import java.util.Objects;

/**
 * The failure of a delivery whose function returned an event that has taken too many hops, usually in a loop.
 *
 * @since 0.1
 */
public final class HopLimitException extends PermanentFailureException {

    private static final long serialVersionUID = 1L;

    /** The subscriptions that the event came through. */
    private final String way;

    /**
     * Makes the exception.
     *
     * @param limit how many hops are allowed
     * @param way the subscriptions that the event came through, the last one last
     */
    public HopLimitException(int limit, String way) {
        super("events that functions returned have come further than the limit of " + limit + " hops: "
                + Text.escape(Objects.requireNonNull(way, "way")) + "; end the loop, or raise the limit with maxHops");
        this.way = way;
    }

    /**
     * Returns the way.
     *
     * @return the names of the subscriptions, the last one last; of a long way the latter part
     */
    public String way() {
        return way;
    }
}
