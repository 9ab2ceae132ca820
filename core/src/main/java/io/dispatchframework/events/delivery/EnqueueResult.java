package io.dispatchframework.events.delivery;

import io.dispatchframework.events.internal.Text;
import java.util.Objects;

/**
 * Whether an engine has taken deliveries in.
 *
 * @since 0.1
 */
public sealed interface EnqueueResult {

    /**
     * The engine has them, all of them.
     *
     * @param level how safe they are there
     */
    record Accepted(Level level) implements EnqueueResult {
        /** Checks for nulls. */
        public Accepted {
            Objects.requireNonNull(level, "level");
        }
    }

    /**
     * The engine has not taken them.
     *
     * @param reason why not, and what to do
     * @param failed {@code false} if there was no room, and it has none of them; {@code true} if it failed, such as by an
     *     exception, so that it may have them all the same
     */
    record Refused(String reason, boolean failed) implements EnqueueResult {
        /** Checks for nulls. */
        public Refused {
            Objects.requireNonNull(reason, "reason");
        }

        /**
         * Makes the answer that there was no room, or that the engine is closed.
         *
         * @param reason why not, and what to do
         */
        public Refused(String reason) {
            this(reason, false);
        }

        @Override
        public String toString() {
            return "Refused[reason=" + Text.escape(reason) + (failed ? ", failed" : "") + "]";
        }
    }

    /** How safe deliveries are in an engine. */
    enum Level {
        /** They are lost with the process. */
        MEMORY,
        /** They outlive the process. */
        DURABLE
    }
}
