package io.dispatchframework.events.event;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * Makes an event of the members of one JSON object.
 *
 * @param <M> the members that the format has by name
 */
final class EventBinder<M extends Enum<M> & EventMember> implements EventBinding {

    /** How deep what stands in a member is nested; the event itself is the first. */
    static final int MEMBER_DEPTH = 2;

    private final EventFormat<M> format;
    private final JsonTokens tokens;
    private final EventDraft<M> event;

    /** Where the values of the members seen begin. */
    private final Map<M, Long> seen;

    /** Made when needed: most events have nothing but attributes. */
    private @Nullable Set<String> otherNamesSeen;

    /** Whether a member's value is being read, so that a fault is in it. */
    private boolean inMember;

    /** The attribute that was found at fault when all were read. */
    private @Nullable String faulty;

    EventBinder(EventFormat<M> format, JsonTokens tokens, Documents documents) {
        this.format = format;
        this.tokens = tokens;
        this.event = format.draft(documents);
        this.seen = new EnumMap<>(format.type());
    }

    @Override
    public CloudEvent bind() {
        for (String name = tokens.nextName(); name != null; name = tokens.nextName()) {
            inMember = true;
            M member = format.named(name);
            if (member != null) {
                checkFirst(member);
                JsonToken value = tokens.nextValue();
                seen.put(member, tokens.start());
                set(member, value);
            } else {
                checkFirst(tokens.sound(name));
                setOther(name, tokens.nextValue());
            }
            inMember = false;
        }
        return finish();
    }

    @Override
    public @Nullable String path() {
        return faulty != null ? faulty : inMember ? tokens.path() : null;
    }

    private void checkFirst(M member) {
        if (seen.containsKey(member)) {
            throw tokens.duplicate(member.jsonName());
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

    /** Sets what the format has by name; {@code null} is as good as absent, as in the original. */
    private void set(M member, JsonToken value) {
        if (value == JsonToken.VALUE_NULL) {
            return;
        }
        switch (member.value()) {
            case TEXT -> {
                expect(JsonToken.VALUE_STRING, value, "text");
                setText(member);
            }
            case TEXT_OR_EXTENSION -> {
                if (value == JsonToken.VALUE_STRING) {
                    setText(member);
                } else {
                    setOther(member.jsonName(), value);
                }
            }
            case EXTENSIONS -> {
                expect(JsonToken.START_OBJECT, value, "an object");
                event.extensions(tokens.members(MEMBER_DEPTH));
            }
            case PAYLOAD -> event.payload(tokens.payload(MEMBER_DEPTH));
        }
    }

    private void setText(M member) {
        try {
            event.text(member, tokens.text());
        } catch (AttributeFault fault) {
            throw tokens.fault(fault.problem());
        }
    }

    private void setOther(String name, JsonToken value) {
        if (!format.othersAreExtensions()) {
            tokens.skip(MEMBER_DEPTH);
        } else if (value != JsonToken.VALUE_NULL) {
            Object extension = tokens.value(MEMBER_DEPTH);
            if (extension != null) {
                event.extension(name, extension);
            }
        }
    }

    private CloudEvent finish() {
        try {
            return event.finish();
        } catch (AttributeFault fault) {
            faulty = fault.attribute();
            M member = format.named(faulty);
            Long place = member == null ? null : seen.get(member);
            throw place == null ? tokens.fault(fault.problem()) : new JsonFault(fault.problem(), place);
        }
    }

    private void expect(JsonToken expected, JsonToken found, String what) {
        if (found != expected) {
            throw tokens.fault("must be " + what + ", was " + JsonTokens.describe(found));
        }
    }
}
