package io.dispatchframework.events.event.internal;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.internal.Text;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The table of rules for events called DISPATCH: CloudEvents 0.1, as Dispatch checked it. */
public final class DispatchRules {

    /** The longest event type, in characters. */
    public static final int LONGEST_EVENT_TYPE = 128;

    /** The longest source type, in characters. */
    public static final int LONGEST_SOURCE_TYPE = 32;

    /** The longest source id, in characters. */
    public static final int LONGEST_SOURCE_ID = 64;

    /** The table; attributes that are not in it may be anything. */
    public static final RuleSet<CloudEvent> RULES = RuleSet.builder(CloudEvent.class)
            .naming(AttributeNames::in)
            .attribute("namespace", "namespace", CloudEvent::namespace, Checks.required())
            .attribute(
                    "event-type",
                    "eventType",
                    CloudEvent::eventType,
                    Checks.required(),
                    Checks.atMost(LONGEST_EVENT_TYPE),
                    new EventTypeText())
            .attribute("cloud-events-version", "cloudEventsVersion", CloudEvent::cloudEventsVersion, new Version())
            .attribute(
                    "source-type",
                    "sourceType",
                    CloudEvent::sourceType,
                    Checks.required(),
                    Checks.atMost(LONGEST_SOURCE_TYPE))
            .attribute(
                    "source-id", "sourceId", CloudEvent::sourceId, Checks.required(), Checks.atMost(LONGEST_SOURCE_ID))
            .attribute("event-id", "eventId", CloudEvent::eventId, Checks.required())
            .attribute("schema-url", "schemaUrl", CloudEvent::schemaUrl, new Uri())
            .attribute("content-type", "contentType", CloudEvent::contentType, new MimeType())
            .attribute("extensions", Rule.WHOLE, Function.identity(), new SomeExtension())
            .build();

    private DispatchRules() {}

    /** Tells whether an event type can have the character: {@code [\w\d.\-]} over ASCII. */
    public static boolean isEventTypeCharacter(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '-'
                || c == '_';
    }

    /** Names the way out where an event is of the version that the other table takes. */
    private record Version() implements Check<String> {

        private static final Check<String> EXACTLY = Checks.exactly(CloudEvent.SPEC_VERSION);

        @Override
        public boolean holds(String version) {
            return EXACTLY.holds(version);
        }

        @Override
        public String fault(String attribute, String version) {
            String fault = EXACTLY.fault(attribute, version);
            return version.equals(CloudEventsRules.VERSION)
                    ? fault + "; for events of CloudEvents 1.0 make the validator by"
                            + " BeanEventValidator.create(EventRules.CLOUDEVENTS)"
                    : fault;
        }
    }

    private record EventTypeText() implements Check<String> {

        private static int indexOfWrong(String text) {
            for (int i = 0; i < text.length(); i++) {
                if (!isEventTypeCharacter(text.charAt(i))) {
                    return i;
                }
            }
            return -1;
        }

        @Override
        public boolean holds(String text) {
            return indexOfWrong(text) < 0;
        }

        @Override
        public String fault(String attribute, String text) {
            return attribute + " must have only the characters a-z, A-Z, 0-9, '.', '-' and '_', has "
                    + Checks.quoteAt(text, indexOfWrong(text));
        }
    }

    private record Uri() implements Check<@Nullable String> {

        @Override
        public boolean holds(@Nullable String text) {
            return text == null || UriSyntax.isAbsoluteUriOrPath(text);
        }

        @Override
        public String fault(String attribute, @Nullable String text) {
            return attribute + " must be an absolute URI (RFC 3986) or an absolute path, was " + Text.quote(text);
        }
    }

    /** Optional text must be a MIME type. */
    record MimeType() implements Check<@Nullable String> {

        @Override
        public boolean holds(@Nullable String text) {
            return text == null || MimeSyntax.isMimeType(text);
        }

        @Override
        public String fault(String attribute, @Nullable String text) {
            return attribute + " must be a MIME type (RFC 2046) such as 'text/plain; charset=utf-8', was "
                    + Text.quote(text);
        }
    }

    /** Needs the whole event: an absent map and an empty one read the same. */
    private record SomeExtension() implements Check<CloudEvent> {

        @Override
        public boolean holds(CloudEvent event) {
            return !event.hasExtensions() || !event.extensions().isEmpty();
        }

        @Override
        public String fault(String attribute, CloudEvent event) {
            return attribute + " must have at least one entry where they are given";
        }
    }
}
