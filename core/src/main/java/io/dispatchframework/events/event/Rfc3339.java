package io.dispatchframework.events.event;

import io.dispatchframework.events.internal.Text;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * Times as RFC 3339 writes them, and no others.
 *
 * <p>{@link OffsetDateTime#parse} is not it: that takes times without seconds and lower case, and refuses a tenth digit
 * of the fraction. Here, as in the original, {@code T} and {@code Z} are upper case and seconds are there. Digits of
 * the fraction beyond nine are cut off. A leap second is refused, as {@link OffsetDateTime} cannot hold one and an event
 * is not to be edited. Offsets beyond the 18 hours that it can hold become UTC, at the same instant.
 */
final class Rfc3339 {

    private static final int SECONDS_END = 19;
    private static final int MOST_NANO_DIGITS = 9;
    private static final int LONGEST_OFFSET = 18 * 3600;
    private static final int LAST_YEAR = 9999;
    private static final int LONGEST = SECONDS_END + 1 + MOST_NANO_DIGITS + "+18:00".length();

    private final String text;

    private Rfc3339(String text) {
        this.text = text;
    }

    /** Reads a time, or throws an {@link IllegalArgumentException} that says why it is none. */
    static OffsetDateTime parse(String text) {
        try {
            return new Rfc3339(text).time();
        } catch (DateTimeException impossible) {
            throw new IllegalArgumentException(
                    "is no possible time: " + Text.quote(text) + ", " + impossible.getMessage(), impossible);
        }
    }

    /** Writes a time so that {@link #parse} gives the same one, or throws if RFC 3339 cannot say it. */
    static String format(OffsetDateTime given) {
        boolean wholeMinutes = given.getOffset().getTotalSeconds() % 60 == 0;
        OffsetDateTime time = wholeMinutes ? given : given.withOffsetSameInstant(ZoneOffset.UTC);
        if (time.getYear() < 0 || time.getYear() > LAST_YEAR) {
            throw new IllegalArgumentException("must be in a year from 0 to 9999 to be written, was " + given);
        }
        byte[] out = new byte[LONGEST];
        digits(out, 0, 4, time.getYear());
        out[4] = '-';
        digits(out, 5, 2, time.getMonthValue());
        out[7] = '-';
        digits(out, 8, 2, time.getDayOfMonth());
        out[10] = 'T';
        digits(out, 11, 2, time.getHour());
        out[13] = ':';
        digits(out, 14, 2, time.getMinute());
        out[16] = ':';
        digits(out, 17, 2, time.getSecond());
        int end = SECONDS_END;
        if (time.getNano() > 0) {
            int fraction = time.getNano();
            int digits = MOST_NANO_DIGITS;
            for (; fraction % 1000 == 0; digits -= 3) { // most clocks tell milliseconds or microseconds
                fraction /= 1000;
            }
            out[end] = '.';
            digits(out, end + 1, digits, fraction);
            end += 1 + digits;
            while (out[end - 1] == '0') {
                end--;
            }
        }
        String offset = time.getOffset().getId();
        for (int i = 0; i < offset.length(); i++) {
            out[end++] = (byte) offset.charAt(i);
        }
        return ByteScan.ascii(out, 0, end);
    }

    private static void digits(byte[] out, int start, int digits, int number) {
        int rest = number;
        for (int i = start + digits - 1; i >= start; i--) {
            out[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    private OffsetDateTime time() {
        int year = number(0, 4);
        literal(4, '-');
        int month = number(5, 2);
        literal(7, '-');
        int day = number(8, 2);
        literal(10, 'T');
        int hour = number(11, 2);
        literal(13, ':');
        int minute = number(14, 2);
        literal(16, ':');
        int second = number(17, 2);
        if (second == 60) {
            throw new IllegalArgumentException("is a leap second, which cannot be held: " + Text.quote(text));
        }
        int offsetStart = SECONDS_END;
        int nano = 0;
        if (at(SECONDS_END) == '.') {
            offsetStart = digitsEnd(SECONDS_END + 1);
            nano = nano(SECONDS_END + 1, offsetStart);
        }
        int offset = offset(offsetStart);
        if (offset == 0) { // the usual offset, without looking it up
            return OffsetDateTime.of(year, month, day, hour, minute, second, nano, ZoneOffset.UTC);
        }
        if (Math.abs(offset) <= LONGEST_OFFSET) {
            return OffsetDateTime.of(year, month, day, hour, minute, second, nano, ZoneOffset.ofTotalSeconds(offset));
        }
        OffsetDateTime utc = OffsetDateTime.of(year, month, day, hour, minute, second, nano, ZoneOffset.UTC)
                .minusSeconds(offset);
        if (utc.getYear() < 0 || utc.getYear() > LAST_YEAR) {
            throw malformed();
        }
        return utc;
    }

    private int digitsEnd(int start) {
        int end = start;
        while (isDigit(at(end))) {
            end++;
        }
        if (end == start) {
            throw malformed();
        }
        return end;
    }

    private int nano(int start, int end) {
        int digits = Math.min(end - start, MOST_NANO_DIGITS);
        int nano = number(start, digits);
        for (int i = digits; i < MOST_NANO_DIGITS; i++) {
            nano *= 10;
        }
        return nano;
    }

    /** Reads what stands behind the seconds, to the very end of the text, as seconds. */
    private int offset(int start) {
        char sign = at(start);
        if (sign == 'Z' && text.length() == start + 1) {
            return 0;
        }
        if ((sign != '+' && sign != '-') || text.length() != start + 6) {
            throw malformed();
        }
        int hours = number(start + 1, 2);
        literal(start + 3, ':');
        int minutes = number(start + 4, 2);
        if (hours > 23 || minutes > 59) {
            throw malformed();
        }
        int seconds = (hours * 60 + minutes) * 60;
        return sign == '-' ? -seconds : seconds;
    }

    private int number(int start, int digits) {
        int number = 0;
        for (int i = start; i < start + digits; i++) {
            char c = at(i);
            if (!isDigit(c)) {
                throw malformed();
            }
            number = number * 10 + (c - '0');
        }
        return number;
    }

    private void literal(int index, char expected) {
        if (at(index) != expected) {
            throw malformed();
        }
    }

    /** Beyond the end stands a NUL, which is nowhere right. */
    private char at(int index) {
        return index < text.length() ? text.charAt(index) : '\0';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private IllegalArgumentException malformed() {
        return new IllegalArgumentException(
                "must be an RFC 3339 time such as 2018-03-02T23:31:35Z, was " + Text.quote(text));
    }
}
