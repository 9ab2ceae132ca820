package io.dispatchframework.events.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads an event of the usual form, or declines.
 *
 * <p>This runs first, and the strict reader, which has Jackson beneath it, runs when this declines. Together they are to
 * be indistinguishable from the strict reader alone, which is why this is so small:
 *
 * <ul>
 *   <li>It finds no faults. What it does not take, whether wrong or merely unusual, is read again from the first brace
 *       by the strict reader, the only one that decides doubtful cases and that words errors.
 *   <li>It takes objects of attributes, each given once, whose values are text or {@code null}, and extensions whose
 *       values are text, {@code true}, {@code false}, {@code null} or integers of at most 18 digits; and any payload that
 *       {@link JsonScan} takes. It declines members of other names where those are no extensions, names of members that
 *       are long or have escapes, nested extensions, fractions, and escapes of surrogates.
 *   <li>It asks for nothing: it sees what was read and checked to be UTF-8, and an event that goes on beyond that is
 *       left to the strict reader, which knows how far to read and when an event becomes too long.
 *   <li>It counts bytes against the bounds for text, which are in UTF-16 units, of which no text has more.
 * </ul>
 *
 * <p>What makes it fast is that most bytes are looked at eight at a time, that names are compared with the one that came
 * next the last time, and that there is no parser to be set up.
 *
 * @param <M> the members that the format has by name
 */
final class PlainEventScanner<M extends Enum<M> & EventMember> implements EventScanner {

    private static final byte[] NO_BYTES = {};
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};

    /** What {@code null} is read as, which is a value here. */
    private static final Object NOTHING = new Object();

    /** As many as always fit into a long. */
    private static final int MOST_DIGITS = 18;

    private final EventFormat<M> format;
    private final Documents documents;
    private final JsonBounds bounds;
    private final KnownNames<M> names;
    private final JsonScan payloads;

    /** The event that is scanned, from a place on that moves to its end; nothing is seen from {@link #to} on. */
    private byte[] bytes = NO_BYTES;

    private int at;
    private int to;

    /** The name that was read last. */
    private KnownName<M> name;

    /** A bit for each of the format's members that were seen. */
    private long seen;

    /** Where escapes are replaced, kept from text to text. */
    private byte[] utf8 = NO_BYTES;

    PlainEventScanner(EventFormat<M> format, Documents documents) {
        this.format = format;
        this.documents = documents;
        this.bounds = documents.bounds();
        this.names = format.names();
        this.name = names.start();
        this.payloads = new JsonScan(bounds);
    }

    @Override
    public @Nullable CloudEvent scan(byte[] input, int from, int end) {
        bytes = input;
        at = from;
        to = end;
        name = names.start();
        seen = 0;
        EventDraft<M> event = format.draft(documents);
        return takes('{') && members(event) && at - from <= bounds.maxEventBytes() ? finish(event) : null;
    }

    @Override
    public int end() {
        return at;
    }

    @Override
    public boolean sawAll() {
        return at == to;
    }

    private boolean members(EventDraft<M> event) {
        if (takes('}')) {
            return true;
        }
        do {
            if (!member(event)) {
                return false;
            }
        } while (takes(','));
        return takes('}');
    }

    private boolean member(EventDraft<M> event) {
        if (!takes('"') || !knownName() || !takes(':')) {
            return false;
        }
        M member = name.member();
        if (member == null) {
            return name.isUsual()
                    && name.text().length() <= bounds.maxTextLength()
                    && extensionValue(event, name.text());
        }
        long bit = 1L << name.place();
        if ((seen & bit) != 0) {
            return false;
        }
        seen |= bit;
        return switch (member.value()) {
            case TEXT -> takes('"') ? text(event, member) : takesAtOnce(NULL);
            case TEXT_OR_EXTENSION -> takes('"') ? text(event, member) : extensionValue(event, member.jsonName());
            case EXTENSIONS -> takes('{') ? bounds.maxDepth() > 1 && extensions(event) : takesAtOnce(NULL);
            case PAYLOAD -> payload(event);
        };
    }

    /** Goes behind a name that is short and has no escapes, from behind its first quote. */
    private boolean knownName() {
        KnownName<M> expected = names.expectedAfter(name);
        if (expected != null && takesAtOnce(expected.quoted())) {
            name = expected;
            return true;
        }
        int from = at;
        at = ByteScan.plainAsciiEnd(bytes, from, to);
        if (at - from > KnownNames.LONGEST || !takesAtOnce('"')) {
            return false;
        }
        name = names.after(name, bytes, from, at - 1);
        return true;
    }

    private boolean text(EventDraft<M> event, M member) {
        String text = text();
        if (text == null) {
            return false;
        }
        try {
            event.text(member, text);
            return true;
        } catch (AttributeFault fault) {
            return false;
        }
    }

    /** Reads the value of an extension that stands among the attributes. */
    private boolean extensionValue(EventDraft<M> event, String extension) {
        Object value = value();
        // One that is null is none, but its name is taken too: that is left to the strict reader.
        return value != null && value != NOTHING && event.extension(extension, value);
    }

    /** Reads the payload, behind the colon. */
    private boolean payload(EventDraft<M> event) {
        skipBlanks();
        int from = at;
        if (takesAtOnce('"')) {
            String text = text();
            if (text != null) {
                event.payload(new Payload(text, bytes, from, at));
            }
            return text != null;
        }
        if (takesAtOnce(NULL)) {
            return true;
        }
        int end = payloads.valueEnd(bytes, from, to, EventBinder.MEMBER_DEPTH);
        if (end == JsonScan.DECLINED) {
            at = payloads.seen();
            return false;
        }
        at = end;
        event.payload(new Payload(null, bytes, from, end));
        return true;
    }

    private static final class Payload implements JsonPayload {

        private final @Nullable String text;
        private final byte[] bytes;
        private final int from;
        private final int to;

        Payload(@Nullable String text, byte[] bytes, int from, int to) {
            this.text = text;
            this.bytes = bytes;
            this.from = from;
            this.to = to;
        }

        @Override
        public @Nullable String text() {
            return text;
        }

        @Override
        public boolean isPlainText() {
            // Escapes make text shorter than what stood between the quotes, and so do characters beyond ASCII.
            return text != null && text.length() == to - from - 2;
        }

        @Override
        public String json() {
            return new String(bytes, from, to - from, StandardCharsets.UTF_8);
        }
    }

    private @Nullable CloudEvent finish(EventDraft<M> event) {
        try {
            return event.finish();
        } catch (AttributeFault fault) {
            return null;
        }
    }

    /** Reads extensions, behind their brace. */
    private boolean extensions(EventDraft<M> event) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        if (!takes('}')) {
            do {
                if (!extension(values)) {
                    return false;
                }
            } while (takes(','));
            if (!takes('}')) {
                return false;
            }
        }
        event.extensions(Collections.unmodifiableMap(values));
        return true;
    }

    private boolean extension(Map<String, @Nullable Object> values) {
        String extension = takes('"') ? extensionName() : null;
        if (extension == null || !takes(':')) {
            return false;
        }
        Object value = value();
        if (value == null) {
            return false;
        }
        int others = values.size();
        values.put(extension, value == NOTHING ? null : value);
        return values.size() > others;
    }

    /** Reads the value of an extension, which is {@link #NOTHING} if it is {@code null}. */
    private @Nullable Object value() {
        skipBlanks();
        if (at == to) {
            return null;
        }
        return switch (bytes[at]) {
            case '"' -> {
                at++;
                yield text();
            }
            case 't' -> takesAtOnce(TRUE) ? true : null;
            case 'f' -> takesAtOnce(FALSE) ? false : null;
            case 'n' -> takesAtOnce(NULL) ? NOTHING : null;
            default -> integer();
        };
    }

    private @Nullable String extensionName() {
        int from = at;
        if (knownName()) {
            return name.text().length() <= bounds.maxTextLength() ? name.text() : null;
        }
        at = from;
        return text();
    }

    /** Reads a number; what makes it a fraction would stand behind it, where it is no comma and no brace. */
    private @Nullable Number integer() {
        boolean negative = takesAtOnce('-');
        int first = at;
        long number = 0;
        while (at < to && bytes[at] >= '0' && bytes[at] <= '9' && at - first < MOST_DIGITS) {
            number = number * 10 + (bytes[at] - '0');
            at++;
        }
        if (at == first || (bytes[first] == '0' && at - first > 1)) {
            return null;
        }
        long signed = negative ? -number : number;
        if ((int) signed == signed) {
            return (int) signed;
        }
        return signed;
    }

    /** Reads text, behind its first quote. */
    private @Nullable String text() {
        int from = at;
        at = ByteScan.plainAsciiEnd(bytes, from, to);
        if (takesAtOnce('"')) {
            int length = at - 1 - from;
            return length <= bounds.maxTextLength() ? ByteScan.ascii(bytes, from, length) : null;
        }
        at = ByteScan.plainEnd(bytes, at, to);
        if (takesAtOnce('"')) {
            return withinBound(new String(bytes, from, at - 1 - from, StandardCharsets.UTF_8));
        }
        at = JsonScan.textEnd(bytes, at, to);
        int end = at;
        return takesAtOnce('"') ? unescaped(from, end) : null;
    }

    private @Nullable String withinBound(String text) {
        return text.length() <= bounds.maxTextLength() ? text : null;
    }

    /** Reads text that has escapes. */
    private @Nullable String unescaped(int from, int end) {
        if (utf8.length < end - from) {
            utf8 = new byte[end - from];
        }
        byte[] target = utf8;
        int length = 0;
        int i = from;
        while (i < end) {
            int run = ByteScan.plainEnd(bytes, i, end) - i;
            System.arraycopy(bytes, i, target, length, run);
            length += run;
            i += run;
            if (i < end) {
                int c = escaped(i + 1, end);
                if (c < 0) {
                    return null;
                }
                length = putUtf8(target, length, c);
                i += bytes[i + 1] == 'u' ? 6 : 2;
            }
        }
        return withinBound(new String(target, 0, length, StandardCharsets.UTF_8));
    }

    /** Writes a character that is no half of a surrogate pair, which takes fewer bytes than its escape. */
    private static int putUtf8(byte[] target, int from, int c) {
        int i = from;
        if (c < 0x80) {
            target[i++] = (byte) c;
        } else if (c < 0x800) {
            target[i++] = (byte) (0xC0 | (c >> 6));
            target[i++] = (byte) (0x80 | (c & 0x3F));
        } else {
            target[i++] = (byte) (0xE0 | (c >> 12));
            target[i++] = (byte) (0x80 | ((c >> 6) & 0x3F));
            target[i++] = (byte) (0x80 | (c & 0x3F));
        }
        return i;
    }

    /** Returns what stands behind a backslash, or -1 if it is no escape, or half of a surrogate pair. */
    private int escaped(int index, int end) {
        return switch (bytes[index]) {
            case '"', '\\', '/' -> bytes[index];
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> index + 4 < end ? JsonScan.unicode(bytes, index + 1) : -1;
            default -> -1;
        };
    }

    /** Goes behind a byte if that is what comes next, after blanks. */
    private boolean takes(char octet) {
        skipBlanks();
        return takesAtOnce(octet);
    }

    private void skipBlanks() {
        at = JsonScan.blanksEnd(bytes, at, to);
    }

    private boolean takesAtOnce(char octet) {
        if (at < to && bytes[at] == octet) {
            at++;
            return true;
        }
        return false;
    }

    private boolean takesAtOnce(byte[] word) {
        if (word.length <= to - at && Arrays.equals(bytes, at, at + word.length, word, 0, word.length)) {
            at += word.length;
            return true;
        }
        return false;
    }
}
