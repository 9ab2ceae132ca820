package io.dispatchframework.events.event.internal;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.DataKind;
import io.dispatchframework.events.internal.StringSyntax;
import io.dispatchframework.events.internal.Text;
import java.time.OffsetDateTime;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The table of rules for events called CLOUDEVENTS: what the specification of CloudEvents 1.0 demands.
 *
 * <p>It takes events of 0.1 too, and demands of the attributes that both versions have the same, so that what it takes
 * can be said in 1.0.
 */
public final class CloudEventsRules {

    /** The version that this table takes beside 0.1. */
    public static final String VERSION = "1.0";

    /** The longest event type and source type, in characters: what is matched is held in caches. */
    public static final int LONGEST_TYPE = 1_024;

    /**
     * The longest text of another attribute or of an extension, in characters: nothing of that size stands in an event
     * of 64 KiB, and every event up to there must be passed on.
     */
    public static final int LONGEST_TEXT = 65_536;

    /** The table; attributes that are not in it may be anything. */
    public static final RuleSet<CloudEvent> RULES = RuleSet.builder(CloudEvent.class)
            .naming(AttributeNames::in)
            .forWholes()
            .attribute("namespace", "namespace", CloudEvent::namespace, Checks.atMost(LONGEST_TEXT), string())
            .attribute(
                    "event-type",
                    "eventType",
                    CloudEvent::eventType,
                    Checks.required(),
                    Checks.atMost(LONGEST_TYPE),
                    string())
            .attribute(
                    "event-type-version",
                    "eventTypeVersion",
                    CloudEvent::eventTypeVersion,
                    new IfPresent(Checks.atMost(LONGEST_TEXT)),
                    new IfPresent(string()))
            .attribute("cloud-events-version", "cloudEventsVersion", CloudEvent::cloudEventsVersion, new Version())
            .attribute(
                    "source-type",
                    "sourceType",
                    CloudEvent::sourceType,
                    Checks.required(),
                    Checks.atMost(LONGEST_TYPE),
                    string())
            .attribute(
                    "source-id",
                    "sourceId",
                    CloudEvent::sourceId,
                    Checks.required(),
                    Checks.atMost(LONGEST_TEXT),
                    new UriReference())
            .attribute(
                    "event-id",
                    "eventId",
                    CloudEvent::eventId,
                    Checks.required(),
                    Checks.atMost(LONGEST_TEXT),
                    string())
            .attribute("event-time", "eventTime", CloudEvent::eventTime, new Rfc3339Time())
            .attribute(
                    "schema-url",
                    "schemaUrl",
                    CloudEvent::schemaUrl,
                    new IfPresent(Checks.atMost(LONGEST_TEXT)),
                    new IfPresent(new Uri()))
            .attribute(
                    "content-type",
                    "contentType",
                    CloudEvent::contentType,
                    new IfPresent(Checks.atMost(LONGEST_TEXT)),
                    new IfPresent(string()),
                    new DispatchRules.MimeType())
            .attribute("extensions", "extensions", Function.identity(), new V1Extensions())
            .attribute("data", "data", Function.identity(), new Base64Data())
            .build();

    private CloudEventsRules() {}

    /** Text must be of the type String of CloudEvents 1.0. */
    public static Check<String> string() {
        return new AllowedCharacters();
    }

    private record AllowedCharacters() implements Check<String> {

        @Override
        public boolean holds(String text) {
            return StringSyntax.indexOfDisallowed(text) < 0;
        }

        @Override
        public String fault(String attribute, String text) {
            return attribute + " must have no control characters, noncharacters or unpaired surrogates, has "
                    + Checks.quoteAt(text, StringSyntax.indexOfDisallowed(text));
        }
    }

    /** A check of text that may be absent. */
    private record IfPresent(Check<String> check) implements Check<@Nullable String> {

        @Override
        public boolean holds(@Nullable String text) {
            return text == null || check.holds(text);
        }

        @Override
        public String fault(String attribute, @Nullable String text) {
            return check.fault(attribute, text == null ? "" : text);
        }
    }

    private record Version() implements Check<String> {

        @Override
        public boolean holds(String version) {
            return version.equals(VERSION) || version.equals(CloudEvent.SPEC_VERSION);
        }

        @Override
        public String fault(String attribute, String version) {
            return attribute + " must be '" + VERSION + "' or '" + CloudEvent.SPEC_VERSION + "', "
                    + (version.isEmpty() ? "but is missing" : "was " + Text.quote(version));
        }
    }

    private record UriReference() implements Check<String> {

        @Override
        public boolean holds(String text) {
            return UriSyntax.isUriReference(text);
        }

        @Override
        public String fault(String attribute, String text) {
            return attribute
                    + " must be a URI reference (RFC 3986) such as 'https://example.com/orders' or '/sensors/7',"
                    + " with other characters as percent and hexadecimal digits, was " + Text.quote(text);
        }
    }

    /** A fragment may be there, though "absolute URI" has none: the specification's own JSON Schema says "uri". */
    private record Uri() implements Check<String> {

        @Override
        public boolean holds(String text) {
            return UriSyntax.isUri(text);
        }

        @Override
        public String fault(String attribute, String text) {
            return attribute + " must be a URI with a scheme (RFC 3986), was " + Text.quote(text);
        }
    }

    private record Rfc3339Time() implements Check<@Nullable OffsetDateTime> {

        private static final int LAST_YEAR = 9999;

        @Override
        public boolean holds(@Nullable OffsetDateTime time) {
            return time == null
                    || (time.getYear() >= 0
                            && time.getYear() <= LAST_YEAR
                            && time.getOffset().getTotalSeconds() % 60 == 0);
        }

        @Override
        public String fault(String attribute, @Nullable OffsetDateTime time) {
            return attribute + " must be a time that RFC 3339 can say, in a year from 0 to " + LAST_YEAR
                    + " and with an offset of whole minutes, was " + time;
        }
    }

    private record Base64Data() implements Check<CloudEvent> {

        @Override
        public boolean holds(CloudEvent event) {
            String data = event.data();
            return event.dataKind() != DataKind.BINARY || data == null || Base64Syntax.isBase64(data);
        }

        @Override
        public String fault(String attribute, CloudEvent event) {
            return attribute
                    + " is said to be BINARY and must be base64 (RFC 4648, section 4) with its padding; give bytes"
                    + " to dataBytes(...) of the builder";
        }
    }
}
