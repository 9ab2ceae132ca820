package io.dispatchframework.events.event;

import io.dispatchframework.events.internal.Text;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.TokenStreamFactory;

/**
 * Jackson's tokens, with the strictness that Jackson lacks: names are given once, text has no halves of surrogate pairs,
 * and depth, text and numbers are bounded.
 *
 * <p>Methods that read a value find its first token current, and leave its last one.
 */
final class JsonTokens implements AutoCloseable {

    private static final int LONGEST_PATH = 200;

    private final JsonInput input;
    private final JsonBounds bounds;
    private final JsonParser parser;

    /** How deep Jackson was when the event began, and where that was. */
    private int eventDepth;

    private long eventStart;

    JsonTokens(TokenStreamFactory jackson, JsonInput input, JsonBounds bounds) {
        this.input = input;
        this.bounds = bounds;
        this.parser = input.parser(jackson);
    }

    /** Goes to the next token; {@code null} is the end of the document. */
    @Nullable
    JsonToken next() {
        JsonToken token = parser.nextToken();
        if (token == null) {
            input.checkEnd();
        }
        return token;
    }

    /** Marks the current token as the one with which an event begins. */
    void beginEvent() {
        eventDepth = parser.streamReadContext().getNestingDepth();
        eventStart = start();
        input.keepFrom(eventStart);
    }

    /** Starts to read the event, whose last token is current, once more; offsets count from its brace. */
    JsonTokens again(Documents documents) {
        JsonTokens again = documents.tokens(input.part(eventStart, end()));
        again.next();
        again.beginEvent();
        return again;
    }

    /** Marks the current token as the one with which the event ends. */
    void endEvent() {
        input.release(end());
    }

    /** Stops behind the event that has ended, so that what comes next can be read otherwise. */
    void stop() {
        input.backTo(end());
        close();
    }

    /** Goes to the next name of the object, or to its end and returns {@code null}. */
    @Nullable
    String nextName() {
        return parser.nextName();
    }

    /** Goes to the first token of a value, which is there: Jackson has seen the colon. */
    JsonToken nextValue() {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw new IllegalStateException("a name without a value");
        }
        return token;
    }

    JsonToken current() {
        return parser.currentToken();
    }

    /** Returns the offset at which the current token begins. */
    long start() {
        return input.offset(parser.currentTokenLocation());
    }

    /** Returns the offset behind the current token, if that is a bracket. */
    private long end() {
        return input.offset(parser.currentLocation());
    }

    /** Names a kind of value for people. */
    static String describe(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "a list";
            case VALUE_STRING -> "text";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            default -> token.asString();
        };
    }

    JsonFault fault(String problem) {
        return new JsonFault(problem, start());
    }

    JsonFault duplicate(String name) {
        return fault("the name " + Text.quote(name) + " is given twice");
    }

    /**
     * Returns the text of a string.
     *
     * <p>Most strings have no escapes and stand as a whole in the input, which was checked to be UTF-8: cut out of there
     * they need no decoding character by character, and have no halves of surrogate pairs.
     */
    String text() {
        String plain = input.plainString(start());
        return plain == null ? sound(parser.getString()) : withinBound(plain);
    }

    /** Reads any value, strictly, as a payload that can be read while the event is kept. */
    JsonPayload payload(int depth) {
        long start = start();
        return current() == JsonToken.VALUE_STRING
                ? new TextPayload(text(), input, start)
                : new ValuePayload(json(depth));
    }

    private String json(int depth) {
        if (!current().isStructStart()) {
            return parser.getString();
        }
        long start = start();
        skip(depth);
        return input.text(start, end());
    }

    private record TextPayload(String text, JsonInput input, long start) implements JsonPayload {

        @Override
        public String json() {
            return input.quotedText(start);
        }
    }

    private record ValuePayload(String json) implements JsonPayload {

        @Override
        public @Nullable String text() {
            return null;
        }
    }

    /** Reads any value, strictly, and forgets it. */
    void skip(int depth) {
        switch (current()) {
            case START_OBJECT -> {
                checkDepth(depth);
                Set<String> names = new HashSet<>();
                for (String name = nextName(); name != null; name = nextName()) {
                    if (!names.add(sound(name))) {
                        throw duplicate(name);
                    }
                    nextValue();
                    skip(depth + 1);
                }
            }
            case START_ARRAY -> {
                checkDepth(depth);
                while (nextValue() != JsonToken.END_ARRAY) {
                    skip(depth + 1);
                }
            }
            case VALUE_STRING -> text();
            default -> {
                // Jackson has checked it
            }
        }
    }

    /** Reads the members of an object, as {@link Extensions} has them: immutable at all depths. */
    Map<String, @Nullable Object> members(int depth) {
        checkDepth(depth);
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (String name = nextName(); name != null; name = nextName()) {
            if (members.containsKey(sound(name))) {
                throw duplicate(name);
            }
            nextValue();
            members.put(name, value(depth + 1));
        }
        return Collections.unmodifiableMap(members);
    }

    /** Reads any value, as {@link Extensions} has them. */
    @Nullable
    Object value(int depth) {
        return switch (current()) {
            case START_OBJECT -> members(depth);
            case START_ARRAY -> elements(depth);
            case VALUE_STRING -> text();
            case VALUE_NUMBER_INT -> integer();
            case VALUE_NUMBER_FLOAT -> decimal();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private List<@Nullable Object> elements(int depth) {
        checkDepth(depth);
        List<@Nullable Object> elements = new ArrayList<>();
        while (nextValue() != JsonToken.END_ARRAY) {
            elements.add(value(depth + 1));
        }
        return Collections.unmodifiableList(elements);
    }

    private Number integer() {
        checkNumberLength();
        return parser.getNumberValue();
    }

    private Number decimal() {
        checkNumberLength();
        String text = parser.getString();
        try {
            BigDecimal number = new BigDecimal(text);
            if (Math.abs((long) number.scale()) <= JsonBounds.LARGEST_EXPONENT) {
                return number;
            }
        } catch (NumberFormatException beyondInt) {
            // the exponent alone does not fit
        }
        throw fault("the number " + Text.quote(text) + " has an exponent beyond " + JsonBounds.LARGEST_EXPONENT);
    }

    private void checkNumberLength() {
        int length = parser.getStringLength();
        if (length > JsonBounds.MOST_NUMBER_CHARACTERS) {
            throw fault("a number of " + length + " characters; at most " + JsonBounds.MOST_NUMBER_CHARACTERS
                    + " are taken");
        }
    }

    private void checkDepth(int depth) {
        if (depth > bounds.maxDepth()) {
            throw fault("nested more than " + bounds.maxDepth() + " deep");
        }
    }

    /** Returns text that is within its bound and can be written in UTF-8. */
    String sound(String text) {
        if (Surrogates.indexOfHalf(withinBound(text)) >= 0) {
            throw fault("text with half of a surrogate pair");
        }
        return text;
    }

    private String withinBound(String text) {
        if (text.length() > bounds.maxTextLength()) {
            throw fault("text of " + text.length() + " characters; at most " + bounds.maxTextLength() + " are taken");
        }
        return text;
    }

    /** Returns the way from the event to where Jackson is: names with dots between, indexes in brackets. */
    String path() {
        StringBuilder path = new StringBuilder();
        // A bracket that was just opened is itself the value, Jackson is already within.
        JsonToken token = parser.currentToken();
        boolean opened = token != null && token.isStructStart();
        TokenStreamContext inmost = parser.streamReadContext();
        for (TokenStreamContext at = opened ? inmost.getParent() : inmost;
                at != null && at.getNestingDepth() >= eventDepth && path.length() <= LONGEST_PATH;
                at = at.getParent()) {
            boolean outermost = at.getNestingDepth() == eventDepth;
            path.insert(0, at.inArray() ? "[" + at.getCurrentIndex() + "]" : name(at, outermost));
        }
        return path.length() <= LONGEST_PATH ? path.toString() : "..." + path.substring(path.length() - LONGEST_PATH);
    }

    private static String name(TokenStreamContext object, boolean outermost) {
        String name = object.currentName();
        return name == null ? "" : outermost ? Text.escape(name) : "." + Text.escape(name);
    }

    @Override
    public void close() {
        parser.close();
    }
}
