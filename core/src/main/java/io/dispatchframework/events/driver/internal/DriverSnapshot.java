package io.dispatchframework.events.driver.internal;

import io.dispatchframework.events.driver.DriverStatus;
import io.dispatchframework.events.internal.Text;
import java.time.Instant;

/** What a {@link DriverCell} knows of its driver at one moment. */
record DriverSnapshot(
        String driverName,
        State state,
        String reason,
        Instant since,
        int restarts,
        int abandoned,
        long accepted,
        long refused,
        long invalid)
        implements DriverStatus {

    @Override
    public String toString() {
        return Text.escape(driverName) + " " + state + (reason.isEmpty() ? "" : ": " + Text.escape(reason)) + " ("
                + accepted + " accepted, " + refused + " refused, " + invalid + " invalid, " + restarts + " restarts)";
    }
}
