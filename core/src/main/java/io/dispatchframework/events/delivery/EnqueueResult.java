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
     * The engine has taken none of them.
     *
     * @param reason why not, and what to do
     */
    record Refused(String reason) implements EnqueueResult {
        /** Checks for nulls. */
        public Refused {
            Objects.requireNonNull(reason, "reason");
        }

        @Override
        public String toString() {
            return "Refused[reason=" + Text.escape(reason) + "]";
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
