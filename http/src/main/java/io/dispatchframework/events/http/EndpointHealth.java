package io.dispatchframework.events.http;

import io.dispatchframework.events.delivery.Failure;
import io.dispatchframework.events.driver.DriverContext;
import java.util.ArrayList;
import java.util.List;

/** What is not well with an endpoint, told as one reason; safe to share between threads. */
final class EndpointHealth {

    private final DriverContext context;

    // Guarded by this.
    private String exposure = "";
    private long faults;
    private String lastFault = "";

    private volatile String managerFailure = "";

    EndpointHealth(DriverContext context) {
        this.context = context;
    }

    synchronized void exposed(String why) {
        exposure = why;
        tell();
    }

    /** A request met a fault of ours; that it did is shown for as long as the endpoint is there. */
    synchronized void faulty(Throwable fault) {
        faults++;
        lastFault = Failure.of(fault).toString();
        tell();
    }

    /** The manager failed; shown until it works again. */
    synchronized void managerFailed(String why) {
        managerFailure = why;
        tell();
    }

    void managerWorks() {
        if (managerFailure.isEmpty()) { // as nearly always, and then without a lock
            return;
        }
        synchronized (this) {
            managerFailure = "";
            tell();
        }
    }

    private void tell() {
        List<String> notes = new ArrayList<>();
        if (!exposure.isEmpty()) {
            notes.add(exposure);
        }
        if (!managerFailure.isEmpty()) {
            notes.add("events could not be emitted: " + managerFailure);
        }
        if (faults > 0) {
            notes.add(faults + (faults == 1 ? " request was" : " requests were") + " answered with 500, the last for "
                    + lastFault);
        }
        if (notes.isEmpty()) {
            context.healthy();
        } else {
            context.degraded(String.join("; ", notes));
        }
    }
}
