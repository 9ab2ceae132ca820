package io.dispatchframework.events.event;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/** Opens documents, with one Jackson factory and the same bounds for all. */
final class Documents {

    private final Dialect dialect;
    private final JsonBounds bounds;
    private final boolean scans;
    private final TokenStreamFactory jackson;

    /** Shared between threads, which may miscount it, as it changes no result. */
    private final ScanTurns turns = new ScanTurns();

    /** Opens documents of events of 0.1, or with none at all. */
    Documents(JsonBounds bounds) {
        this(bounds, true);
    }

    Documents(JsonBounds bounds, boolean scans) {
        this(new V01Format(), bounds, scans);
    }

    /** Scans events first or, to compare with that, leaves all to the strict reader. */
    Documents(Dialect dialect, JsonBounds bounds, boolean scans) {
        this.dialect = dialect;
        this.bounds = bounds;
        this.scans = scans;
        this.jackson = JsonFactory.builder()
                // Without it Jackson takes byte order marks and UTF-16.
                .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
                .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
                // The bounds are checked here, per event. Jackson's count per document, or are not settings of ours.
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(bounds.maxDepth() + 2)
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNameLength(Integer.MAX_VALUE)
                        .maxNumberLength(Integer.MAX_VALUE)
                        .maxDocumentLength(-1)
                        .maxTokenCount(-1)
                        .build())
                .build();
    }

    Dialect dialect() {
        return dialect;
    }

    JsonBounds bounds() {
        return bounds;
    }

    JsonTokens tokens(JsonInput input) {
        return new JsonTokens(jackson, input, bounds);
    }

    DocumentReader open(InputStream source) {
        return new DocumentReader(this, new JsonInput(source, bounds.maxEventBytes()), scanner());
    }

    DocumentReader open(byte[] bytes) {
        return new DocumentReader(this, input(bytes, 0, bytes.length, 1), scanner());
    }

    /** Opens a part of some bytes, which is the given line of a larger document, and leaves it to the strict reader. */
    DocumentReader openStrictly(byte[] bytes, int from, int to, long line) {
        return new DocumentReader(this, input(bytes, from, to, line), null);
    }

    private JsonInput input(byte[] bytes, int from, int to, long line) {
        return new JsonInput(bytes, from, to, line, bounds.maxEventBytes());
    }

    /** Reads a document that is one event. */
    CloudEvent only(byte[] bytes) {
        if (scans && turns.isNext()) {
            CloudEvent event = scanOnly(dialect.scanner(this), bytes, 0, bytes.length);
            if (event != null) {
                return event;
            }
            turns.declined();
        }
        return openStrictly(bytes, 0, bytes.length, 1).only();
    }

    /** Scans bytes that are one event, or returns {@code null}: then the strict reader tells what they are. */
    static @Nullable CloudEvent scanOnly(EventScanner scanner, byte[] bytes, int from, int to) {
        if (!Utf8Check.isSound(bytes, from, to)) {
            return null;
        }
        int brace = JsonScan.blanksEnd(bytes, from, to);
        CloudEvent event = scanner.scan(bytes, brace, to);
        return event != null && JsonScan.blanksEnd(bytes, scanner.end(), to) == to ? event : null;
    }

    /** Checks what an event says is JSON, and returns which kind of value it is. */
    JsonToken payloadKind(String json) {
        try {
            return open(JsonText.toUtf8(json)).checkValue();
        } catch (MalformedJsonException fault) {
            throw new IllegalArgumentException("data is said to be JSON and is none: " + fault.getMessage(), fault);
        }
    }

    /** Tells whether a text is one JSON value. */
    boolean isValue(String json) {
        return Surrogates.indexOfHalf(json) < 0 && isValue(json.getBytes(StandardCharsets.UTF_8));
    }

    /** Tells whether some bytes are one JSON value. */
    boolean isValue(byte[] json) {
        try {
            open(json).checkValue();
            return true;
        } catch (MalformedJsonException malformed) {
            return false;
        }
    }

    /** Returns the text that some bytes are as a JSON string, or {@code null} if they are something else. */
    @Nullable
    String textIn(byte[] json) {
        try {
            return open(json).textValue();
        } catch (MalformedJsonException malformed) {
            return null;
        }
    }

    /** Reads a text that is one JSON object, by the rules for extensions. */
    Map<String, @Nullable Object> object(String json) {
        return open(JsonText.toUtf8(json)).object();
    }

    /** Makes what scans the events of one document after another, or {@code null} to leave all to the strict reader. */
    @Nullable
    EventScanner scanner() {
        return scans ? dialect.scanner(this) : null;
    }
}
