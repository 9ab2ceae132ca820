package io.dispatchframework.events.event;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * Tells by its members which format an event is in.
 *
 * <p>The member that tells may be the last, so that an event which the scanners decline is read twice: first to check its
 * JSON and find that member, then in its format.
 */
final class AnyDialect implements Dialect {

    private static final String V01_MEMBER = Attribute.CLOUD_EVENTS_VERSION.jsonName();
    private static final String V1_MEMBER = V1Attribute.SPECVERSION.jsonName();

    private static final String NEITHER = "the event has neither '" + V1_MEMBER + "' (CloudEvents 1.0) nor '"
            + V01_MEMBER + "' (0.1), so that its format is not known";
    private static final String BOTH = "the event has both '" + V1_MEMBER + "' (CloudEvents 1.0) and '" + V01_MEMBER
            + "' (0.1), so that its format is not known";

    private final V01Format v01 = new V01Format();
    private final V1Format v1;

    AnyDialect(V1Format v1) {
        this.v1 = v1;
    }

    @Override
    public EventBinding binding(JsonTokens tokens, Documents documents) {
        return new Binding(tokens, documents);
    }

    @Override
    public EventScanner scanner(Documents documents) {
        return new Scanner(v01.scanner(documents), v1.scanner(documents));
    }

    private final class Binding implements EventBinding {

        private final JsonTokens tokens;
        private final Documents documents;

        /** Whether a member's value is being read, so that a fault is in it. */
        private boolean inMember;

        /** What reads the event for the second time. */
        private @Nullable EventBinding second;

        Binding(JsonTokens tokens, Documents documents) {
            this.tokens = tokens;
            this.documents = documents;
        }

        @Override
        public CloudEvent bind() {
            long begin = tokens.start();
            EventFormat<?> format = format(begin);
            try (JsonTokens again = tokens.again(documents)) {
                second = format.binding(again, documents);
                return second.bind();
            } catch (JsonFault fault) {
                throw new JsonFault(fault.problem(), begin + fault.offset());
            }
        }

        private EventFormat<?> format(long begin) {
            boolean isV1 = false;
            boolean isV01 = false;
            for (String name = tokens.nextName(); name != null; name = tokens.nextName()) {
                inMember = true;
                boolean given = tokens.nextValue() != JsonToken.VALUE_NULL;
                isV1 |= given && name.equals(V1_MEMBER);
                isV01 |= given && name.equals(V01_MEMBER);
                tokens.skip(EventBinder.MEMBER_DEPTH);
                inMember = false;
            }
            if (isV1 == isV01) {
                throw new JsonFault(isV1 ? BOTH : NEITHER, begin);
            }
            return isV1 ? v1 : v01;
        }

        @Override
        public @Nullable String path() {
            if (second != null) {
                return second.path();
            }
            return inMember ? tokens.path() : null;
        }
    }

    /** Tries the format of the last event first. */
    private static final class Scanner implements EventScanner {

        private final EventScanner v01;
        private final EventScanner v1;

        private boolean lastWasV1 = true;

        Scanner(EventScanner v01, EventScanner v1) {
            this.v01 = v01;
            this.v1 = v1;
        }

        @Override
        public @Nullable CloudEvent scan(byte[] input, int from, int end) {
            CloudEvent event = scan(lastWasV1 ? v1 : v01, input, from, end);
            if (event == null) {
                lastWasV1 = !lastWasV1;
                event = scan(lastWasV1 ? v1 : v01, input, from, end);
            }
            return event;
        }

        private @Nullable CloudEvent scan(EventScanner by, byte[] input, int from, int end) {
            CloudEvent event = by.scan(input, from, end);
            // Neither has taken a name of the other format: that of 0.1 takes its own only, that of 1.0 none with a
            // hyphen.
            return event == null || event.cloudEventsVersion().isEmpty() ? null : event;
        }

        @Override
        public int end() {
            return (lastWasV1 ? v1 : v01).end();
        }

        @Override
        public boolean sawAll() {
            return v01.sawAll() || v1.sawAll();
        }
    }
}
