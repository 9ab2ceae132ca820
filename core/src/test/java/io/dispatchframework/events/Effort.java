package io.dispatchframework.events;

/** How much is tried at random: all of it in the slow build, which sets a system property, and else a part. */
public final class Effort {

    private static final boolean FULL = Boolean.getBoolean("events.effort.full");

    private Effort() {}

    /** Returns the one number in the slow build, and the other in any other. */
    public static int of(int full, int otherwise) {
        return FULL ? full : otherwise;
    }
}
