package io.dispatchframework.events.event;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/** Makes an event of the members of one JSON object. */
final class EventBinder {

    /** How deep what stands in a member is nested; the event itself is the first. */
    static final int MEMBER_DEPTH = 2;

    private final JsonTokens tokens;
    private final CloudEvent.Builder event = CloudEvent.bare();

    private final Set<Attribute> attributesSeen = EnumSet.noneOf(Attribute.class);

    /** Made when needed: most events have nothing but attributes. */
    private @Nullable Set<String> otherNamesSeen;

    /** Whether a member's value is being read, so that a fault is in it. */
    private boolean inMember;

    EventBinder(JsonTokens tokens) {
        this.tokens = tokens;
    }

    /** Reads the event whose opening brace is the current token. */
    CloudEvent bind() {
        for (String name = tokens.nextName(); name != null; name = tokens.nextName()) {
            inMember = true;
            Attribute attribute = Attribute.named(name);
            if (attribute != null) {
                checkFirst(attribute);
                set(attribute, tokens.nextValue());
            } else {
                checkFirst(tokens.sound(name));
                tokens.nextValue();
                tokens.skip(MEMBER_DEPTH);
            }
            inMember = false;
        }
        return event.build();
    }

    /** Returns where in the event the reading stands, or {@code null} if it is between two attributes. */
    @Nullable
    String path() {
        return inMember ? tokens.path() : null;
    }

    private void checkFirst(Attribute attribute) {
        if (!attributesSeen.add(attribute)) {
            throw tokens.duplicate(attribute.jsonName());
        }
    }

    private void checkFirst(String otherName) {
        if (otherNamesSeen == null) {
            otherNamesSeen = new HashSet<>();
        }
        if (!otherNamesSeen.add(otherName)) {
            throw tokens.duplicate(otherName);
        }
    }

    /** Sets an attribute from its value; {@code null} is as good as absent, as in the original. */
    private void set(Attribute attribute, JsonToken value) {
        if (value == JsonToken.VALUE_NULL) {
            return;
        }
        switch (attribute) {
            case DATA -> setData(value);
            case EXTENSIONS -> {
                expect(JsonToken.START_OBJECT, value, "an object");
                event.copiedExtensions(tokens.members(MEMBER_DEPTH));
            }
            case EVENT_TIME -> {
                expect(JsonToken.VALUE_STRING, value, "text");
                setTime(tokens.text());
            }
            default -> {
                expect(JsonToken.VALUE_STRING, value, "text");
                attribute.setText(event, tokens.text());
            }
        }
    }

    private void setData(JsonToken value) {
        if (value == JsonToken.VALUE_STRING) {
            event.data(tokens.text());
        } else {
            event.data(tokens.json(MEMBER_DEPTH), DataKind.JSON);
        }
    }

    private void setTime(String text) {
        try {
            event.eventTime(Rfc3339.parse(text));
        } catch (IllegalArgumentException malformed) {
            throw tokens.fault(String.valueOf(malformed.getMessage()));
        }
    }

    private void expect(JsonToken expected, JsonToken found, String what) {
        if (found != expected) {
            throw tokens.fault("must be " + what + ", was " + JsonTokens.describe(found));
        }
    }
}
