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
 *       values are text, {@code true}, {@code false}, {@code null} or integers of at most 18 digits. It declines members
 *       of other names, payloads that are not text, nested extensions, fractions, and escapes of surrogates.
 *   <li>It asks for nothing: it sees what was read and checked to be UTF-8, and an event that goes on beyond that is
 *       left to the strict reader, which knows how far to read and when an event becomes too long.
 *   <li>It counts bytes against the bounds for text, which are in UTF-16 units, of which no text has more.
 * </ul>
 *
 * <p>What makes it fast is that most bytes are looked at eight at a time, that names are compared with the one that
 * usually comes next, and that there is no parser to be set up.
 */
final class PlainEventScanner {

    private static final Attribute[] ATTRIBUTES = Attribute.values();

    /** The attributes' names, each with its last quote, in the same order. */
    private static final byte[][] NAMES = Arrays.stream(ATTRIBUTES)
            .map(attribute -> (attribute.jsonName() + '"').getBytes(StandardCharsets.US_ASCII))
            .toArray(byte[][]::new);

    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};

    /** What {@code null} is read as, which is a value here. */
    private static final Object NOTHING = new Object();

    /** As many as always fit into a long. */
    private static final int MOST_DIGITS = 18;

    private final JsonBounds bounds;
    private final KnownNames names;

    /** The event that is scanned, from a place on that moves to its end; nothing is seen from {@link #to} on. */
    private byte[] bytes = {};

    private int at;
    private int to;
    private boolean declined;

    private CloudEvent.Builder event = CloudEvent.bare();

    private final Set<Attribute> seen = EnumSet.noneOf(Attribute.class);

    /** The index of the attribute that comes next if they are in the order of the specification. */
    private int next;

    /** Where text is decoded, kept from event to event. */
    private char[] chars = {};

    PlainEventScanner(JsonBounds bounds, KnownNames names) {
        this.bounds = bounds;
        this.names = names;
    }

    /**
     * Returns the event that begins with a brace at {@code from}, or {@code null} to decline.
     *
     * @param input sound UTF-8 as far as {@code end}, which it does not see beyond
     */
    @Nullable
    CloudEvent scan(byte[] input, int from, int end) {
        bytes = input;
        at = from;
        to = end;
        event = CloudEvent.bare();
        seen.clear();
        next = 0;
        declined = !takes('{') || !members() || at - from > bounds.maxEventBytes();
        return declined ? null : event.build();
    }

    /** Returns the index behind what was looked at: behind the event, where there is one. */
    int end() {
        return at;
    }

    /** Tells whether it declined the last event. */
    boolean declined() {
        return declined;
    }

    /** Tells whether it came to the end of what it may see, so that a declined event may go on behind that. */
    boolean sawAll() {
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
        Attribute attribute = takes('"') ? attribute() : null;
        if (attribute == null || !takes(':') || !seen.add(attribute)) {
            return false;
        }
        if (takes('"')) {
            String text = text();
            return text != null && set(attribute, text);
        }
        if (attribute == Attribute.EXTENSIONS && takes('{')) {
            return bounds.maxDepth() > 1 && extensions();
        }
        return takesAtOnce(NULL);
    }

    /** Reads a name, behind its first quote. */
    private @Nullable Attribute attribute() {
        for (int i = 0; i < ATTRIBUTES.length; i++) {
            int candidate = next;
            next = next + 1 == ATTRIBUTES.length ? 0 : next + 1;
            if (takesAtOnce(NAMES[candidate])) {
                return ATTRIBUTES[candidate];
            }
        }
        at = ByteScan.plainEnd(bytes, at, to);
        return null;
    }

    private boolean set(Attribute attribute, String text) {
        switch (attribute) {
            case DATA -> event.data(text);
            case EVENT_TIME -> {
                try {
                    event.eventTime(Rfc3339.parse(text));
                } catch (IllegalArgumentException malformed) {
                    return false;
                }
            }
            case EXTENSIONS -> {
                return false;
            }
            default -> attribute.setText(event, text);
        }
        return true;
    }

    /** Reads extensions, behind their brace. */
    private boolean extensions() {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        if (!takes('}')) {
            do {
                if (!extension(members)) {
                    return false;
                }
            } while (takes(','));
            if (!takes('}')) {
                return false;
            }
        }
        event.copiedExtensions(Collections.unmodifiableMap(members));
        return true;
    }

    private boolean extension(Map<String, @Nullable Object> members) {
        String name = takes('"') ? extensionName() : null;
        if (name == null || !takes(':')) {
            return false;
        }
        Object value;
        if (takes('"')) {
            value = text();
        } else if (takesAtOnce(TRUE)) {
            value = true;
        } else if (takesAtOnce(FALSE)) {
            value = false;
        } else {
            value = takesAtOnce(NULL) ? NOTHING : integer();
        }
        if (value == null) {
            return false;
        }
        int others = members.size();
        members.put(name, value == NOTHING ? null : value);
        return members.size() > others;
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
        at = ByteScan.plainEnd(bytes, at, to);
        while (at < to && bytes[at] == '\\') {
            at = ByteScan.plainEnd(bytes, Math.min(at + 2, to), to);
        }
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
            case 'u' -> index + 4 < end ? hex(index + 1) : -1;
            default -> -1;
        };
    }

    private int hex(int from) {
        int number = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = bytes[i] < 0 ? -1 : Character.digit(bytes[i], 16);
            if (digit < 0) {
                return -1;
            }
            number = (number << 4) | digit;
        }
        return Character.isSurrogate((char) number) ? -1 : number;
    }

    /** Goes behind a byte if that is what comes next, after blanks. */
    private boolean takes(char octet) {
        while (at < to && isBlank(bytes[at])) {
            at++;
        }
        return takesAtOnce(octet);
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

    static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\n' || octet == '\r' || octet == '\t';
    }
}
