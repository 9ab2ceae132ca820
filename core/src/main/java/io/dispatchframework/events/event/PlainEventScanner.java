package io.dispatchframework.events.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
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
 *       {@link JsonScan} takes. It declines members of other names where those are no extensions, nested extensions,
 *       fractions, and escapes of surrogates.
 *   <li>It asks for nothing: it sees what was read and checked to be UTF-8, and an event that goes on beyond that is
 *       left to the strict reader, which knows how far to read and when an event becomes too long.
 *   <li>It counts bytes against the bounds for text, which are in UTF-16 units, of which no text has more.
 * </ul>
 *
 * <p>What makes it fast is that most bytes are looked at eight at a time, that names are compared with the one that
 * usually comes next, and that there is no parser to be set up.
 *
 * @param <M> the members that the format has by name
 */
final class PlainEventScanner<M extends Enum<M> & EventMember> implements EventScanner {

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
    private final KnownNames names;
    private final JsonScan payloads;

    /** The members that the format has by name, and their names, each with its last quote, in the same order. */
    private final M[] members;

    private final byte[][] memberNames;

    /** The event that is scanned, from a place on that moves to its end; nothing is seen from {@link #to} on. */
    private byte[] bytes = {};

    private int at;
    private int to;
    private boolean declined;

    private EventDraft<M> event;

    private final Set<M> seen;

    /** The index of the member that comes next if they are in the order of the specification. */
    private int next;

    /** Where text is decoded, kept from event to event. */
    private char[] chars = {};

    PlainEventScanner(EventFormat<M> format, Documents documents) {
        this.format = format;
        this.documents = documents;
        this.bounds = documents.bounds();
        this.names = documents.names();
        this.payloads = new JsonScan(bounds);
        this.members = format.members();
        this.memberNames = format.quotedNames();
        this.event = format.draft(documents);
        this.seen = EnumSet.noneOf(format.type());
    }

    @Override
    public @Nullable CloudEvent scan(byte[] input, int from, int end) {
        bytes = input;
        at = from;
        to = end;
        event = format.draft(documents);
        seen.clear();
        next = 0;
        CloudEvent whole = takes('{') && members() && at - from <= bounds.maxEventBytes() ? finish() : null;
        declined = whole == null;
        return whole;
    }

    @Override
    public int end() {
        return at;
    }

    @Override
    public boolean declined() {
        return declined;
    }

    @Override
    public boolean sawAll() {
        return at == to;
    }

    private boolean members() {
        if (takes('}')) {
            return true;
        }
        do {
            if (!member()) {
                return false;
            }
        } while (takes(','));
        return takes('}');
    }

    private boolean member() {
        if (!takes('"')) {
            return false;
        }
        M member = memberName();
        if (member == null) {
            if (format.othersAreExtensions()) {
                return otherMember();
            }
            at = ByteScan.plainEnd(bytes, at, to);
            return false;
        }
        if (!takes(':') || !seen.add(member)) {
            return false;
        }
        return switch (member.value()) {
            case TEXT -> takes('"') ? text(member) : takesAtOnce(NULL);
            case TEXT_OR_EXTENSION -> takes('"') ? text(member) : extensionValue(member.jsonName());
            case EXTENSIONS -> takes('{') ? bounds.maxDepth() > 1 && extensions() : takesAtOnce(NULL);
            case PAYLOAD -> payload();
        };
    }

    /** Reads a name that the format has, behind its first quote; or stays there. */
    private @Nullable M memberName() {
        for (int i = 0; i < members.length; i++) {
            int candidate = next;
            next = next + 1 == members.length ? 0 : next + 1;
            if (takesAtOnce(memberNames[candidate])) {
                return members[candidate];
            }
        }
        return null;
    }

    private boolean text(M member) {
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

    /** Reads an extension that stands among the attributes, behind the first quote of its name. */
    private boolean otherMember() {
        String name = extensionName();
        // With escapes it may still be a name that the format has.
        return name != null && format.named(name) == null && format.isUsual(name) && takes(':') && extensionValue(name);
    }

    private boolean extensionValue(String name) {
        Object value = value();
        // One that is null is none, but its name is taken too: that is left to the strict reader.
        return value != null && value != NOTHING && event.extension(name, value);
    }

    /** Reads the payload, behind the colon. */
    private boolean payload() {
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
        public String json() {
            return new String(bytes, from, to - from, StandardCharsets.UTF_8);
        }
    }

    private @Nullable CloudEvent finish() {
        try {
            return event.finish();
        } catch (AttributeFault fault) {
            return null;
        }
    }

    /** Reads extensions, behind their brace. */
    private boolean extensions() {
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
        String name = takes('"') ? extensionName() : null;
        if (name == null || !takes(':')) {
            return false;
        }
        Object value = value();
        if (value == null) {
            return false;
        }
        int others = values.size();
        values.put(name, value == NOTHING ? null : value);
        return values.size() > others;
    }

    /** Reads the value of an extension, which is {@link #NOTHING} if it is {@code null}. */
    private @Nullable Object value() {
        if (takes('"')) {
            return text();
        }
        if (takesAtOnce(TRUE)) {
            return true;
        }
        if (takesAtOnce(FALSE)) {
            return false;
        }
        return takesAtOnce(NULL) ? NOTHING : integer();
    }

    private @Nullable String extensionName() {
        int from = at;
        at = ByteScan.plainAsciiEnd(bytes, from, to);
        if (takesAtOnce('"')) {
            int length = at - 1 - from;
            if (length <= Math.min(KnownNames.LONGEST, bounds.maxTextLength())) {
                return names.get(bytes, from, at - 1);
            }
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
            return length <= bounds.maxTextLength()
                    ? new String(bytes, from, length, StandardCharsets.ISO_8859_1)
                    : null;
        }
        at = JsonScan.textEnd(bytes, at, to);
        int end = at;
        return takesAtOnce('"') ? decoded(from, end) : null;
    }

    /** Reads text that has escapes or is beyond ASCII. That it is sound UTF-8 is known, which keeps this short. */
    private @Nullable String decoded(int from, int end) {
        if (chars.length < end - from) {
            chars = new char[end - from];
        }
        char[] target = chars;
        int length = 0;
        int i = from;
        while (i < end) {
            int first = bytes[i];
            if (first == '\\') {
                int c = escaped(i + 1, end);
                if (c < 0) {
                    return null;
                }
                target[length++] = (char) c;
                i += bytes[i + 1] == 'u' ? 6 : 2;
            } else if (first >= 0) {
                for (int plainEnd = ByteScan.plainAsciiEnd(bytes, i, end); i < plainEnd; i++) {
                    target[length++] = (char) bytes[i];
                }
            } else if (first < (byte) 0xE0) {
                target[length++] = (char) (((first & 0x1F) << 6) | rest(i + 1));
                i += 2;
            } else if (first < (byte) 0xF0) {
                target[length++] = (char) (((first & 0x0F) << 12) | (rest(i + 1) << 6) | rest(i + 2));
                i += 3;
            } else {
                int c = ((first & 0x07) << 18) | (rest(i + 1) << 12) | (rest(i + 2) << 6) | rest(i + 3);
                length += Character.toChars(c, target, length);
                i += 4;
            }
        }
        return length <= bounds.maxTextLength() ? new String(target, 0, length) : null;
    }

    private int rest(int index) {
        return bytes[index] & 0x3F;
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
        while (at < to && JsonScan.isBlank(bytes[at])) {
            at++;
        }
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
