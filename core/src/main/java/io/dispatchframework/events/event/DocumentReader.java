package io.dispatchframework.events.event;

import io.dispatchframework.events.internal.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;

/**
 * Reads a document: one object, a list of them, or one after another; and gives every fault its place.
 *
 * <p>Events that are not in a list are given to an {@link EventScanner} first. Where it declines, Jackson is started
 * at the event's first brace and goes on for some events more.
 */
final class DocumentReader implements CloudEventReader {

    /** What Jackson says about settings of its own and about places that it does not know. */
    private static final Pattern JACKSON_ADVICE =
            Pattern.compile("( \\((start marker|for |not recognized|consider )|: (enable `|hexadecimal )).*");

    private enum State {
        AT_START,
        IN_LIST,
        AMONG_OBJECTS,
        ENDED
    }

    private final Documents documents;
    private final JsonInput input;
    private final @Nullable EventScanner scanner;

    private State state = State.AT_START;

    /** What Jackson makes of the rest, {@code null} while it is not needed. */
    private @Nullable JsonTokens tokens;

    private int eventsBeforeRetry;

    /** What reads the current event, {@code null} between two. */
    private @Nullable EventBinding binding;

    private @Nullable Place lastEvent;

    DocumentReader(Documents documents, JsonInput input, @Nullable EventScanner scanner) {
        this.documents = documents;
        this.input = input;
        this.scanner = scanner;
    }

    @Override
    public @Nullable CloudEvent next() {
        if (state == State.ENDED) {
            return null;
        }
        CloudEvent event = null;
        try {
            event = scanner != null && tokens == null ? scanOrAdvance(scanner) : advance(tokens());
            return event;
        } catch (JsonFault fault) {
            throw malformed(fault.problem(), fault.offset());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (JacksonIOException failed) {
            throw new UncheckedIOException(failed.getCause());
        } catch (JacksonException fault) {
            throw malformed(fault);
        } finally {
            if (event == null) {
                end();
            }
        }
    }

    /** Reads a document that is one event. */
    CloudEvent only() {
        try {
            Place begin = input.place();
            CloudEvent event = next();
            if (event == null) {
                throw new MalformedJsonException("there is no event in it", begin.line(), begin.column(), null);
            }
            Place first = lastEvent;
            if (next() != null) {
                throw new MalformedJsonException("there is a second event in it", line(), column(), null);
            }
            lastEvent = first;
            return event;
        } finally {
            end();
        }
    }

    /** Checks a document that is one JSON value of any kind, by the rules for events; tells which kind. */
    JsonToken checkValue() {
        return value(in -> {
            JsonToken kind = in.current();
            in.skip(1);
            return kind;
        });
    }

    /** Reads a document that is one object, such as extensions, by the rules for those. */
    Map<String, @Nullable Object> object() {
        return value(in -> {
            if (in.current() != JsonToken.START_OBJECT) {
                throw in.fault("must be an object, was " + JsonTokens.describe(in.current()));
            }
            return in.members(EventBinder.MEMBER_DEPTH);
        });
    }

    /** Reads a document that is one JSON value, and returns its text if it is a string. */
    @Nullable
    String textValue() {
        return value(in -> {
            if (in.current() == JsonToken.VALUE_STRING) {
                return in.text();
            }
            in.skip(1);
            return null;
        });
    }

    private <T extends @Nullable Object> T value(Function<JsonTokens, T> reading) {
        try {
            JsonTokens in = tokens();
            if (in.next() == null) {
                throw new JsonFault("there is nothing in it", 0);
            }
            in.beginEvent();
            T value = reading.apply(in);
            if (in.next() != null) {
                throw in.fault("there must be nothing after the value");
            }
            return value;
        } catch (JsonFault fault) {
            throw malformed(fault.problem(), fault.offset());
        } catch (JacksonException fault) {
            throw malformed(fault);
        } finally {
            end();
        }
    }

    /** Starts reading on the first call, not before. */
    private JsonTokens tokens() {
        if (tokens == null) {
            tokens = documents.tokens(input);
        }
        return tokens;
    }

    private @Nullable CloudEvent scanOrAdvance(EventScanner by) throws IOException {
        int first = input.peek();
        if (first < 0) {
            return null;
        }
        if (first == '{') {
            CloudEvent event = scan(by);
            if (event != null) {
                state = State.AMONG_OBJECTS;
                return event;
            }
        }
        return advance(tokens());
    }

    private @Nullable CloudEvent scan(EventScanner by) {
        CloudEvent event = input.scan(by);
        if (event == null) {
            // An event that is merely still to come says nothing about the others.
            eventsBeforeRetry = by.sawAll() ? 1 : ScanTurns.EVENTS_BEFORE_RETRY;
        } else {
            lastEvent = input.place();
        }
        return event;
    }

    private @Nullable CloudEvent advance(JsonTokens in) {
        JsonToken token = in.next();
        if (state == State.AT_START) {
            state = State.AMONG_OBJECTS;
            if (token == JsonToken.START_ARRAY) {
                state = State.IN_LIST;
                token = in.next();
            }
        }
        if (state == State.IN_LIST && token == JsonToken.END_ARRAY) {
            token = in.next();
            if (token != null) {
                throw in.fault("there must be nothing after the end of the list, was " + JsonTokens.describe(token));
            }
        }
        return token == null ? null : event(in, token);
    }

    private CloudEvent event(JsonTokens in, JsonToken token) {
        if (token != JsonToken.START_OBJECT) {
            throw in.fault("an event must be an object, was " + JsonTokens.describe(token));
        }
        in.beginEvent();
        Place begin = input.place();
        binding = documents.dialect().binding(in, documents);
        CloudEvent event = binding.bind();
        in.endEvent();
        binding = null;
        lastEvent = begin;
        if (scanner != null && state == State.AMONG_OBJECTS && --eventsBeforeRetry == 0) {
            in.stop();
            tokens = null;
        }
        return event;
    }

    private MalformedJsonException malformed(JacksonException fault) {
        TokenStreamLocation location = fault.getLocation();
        long offset = location == null ? 0 : input.offset(location);
        if (fault instanceof UnexpectedEndOfInputException) {
            try {
                input.checkEnd();
            } catch (JsonFault notTheEnd) {
                return malformed(notTheEnd.problem(), notTheEnd.offset());
            }
            return malformed("the text ends too early", offset);
        }
        String problem = JACKSON_ADVICE.matcher(fault.getOriginalMessage()).replaceFirst("");
        return malformed(Text.escape(problem), offset);
    }

    private MalformedJsonException malformed(String problem, long offset) {
        Place place = input.placeOf(offset);
        String attribute = binding == null ? null : binding.path();
        return new MalformedJsonException(problem, place.line(), place.column(), attribute);
    }

    /** Gives Jackson's buffers back; the input stays open. */
    private void end() {
        state = State.ENDED;
        if (tokens != null) {
            tokens.close();
            tokens = null;
        }
    }

    @Override
    public long line() {
        return lastEvent == null ? 0 : lastEvent.line();
    }

    @Override
    public long column() {
        return lastEvent == null ? 0 : lastEvent.column();
    }

    @Override
    public void close() {
        end();
        try {
            input.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
