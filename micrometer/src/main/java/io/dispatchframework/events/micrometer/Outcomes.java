package io.dispatchframework.events.micrometer;

/** How deliveries end, as the value of a tag. */
final class Outcomes {

    static final String DONE = "done";
    static final String DEAD = "dead";
    static final String REFUSED = "refused";
    static final String CANCELLED = "cancelled";
    static final String SKIPPED = "skipped";
    static final String HANDED_OVER = "handed-over";

    private Outcomes() {}
}
