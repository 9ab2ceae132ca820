package io.dispatchframework.events.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads {@code Retry-After}: seconds, or a date in one of the three forms of RFC 9110, section 5.6.7. */
final class RetryAfter {

    /** A server that is wrong about years must not hold a delivery for as long. */
    static final Duration LONGEST = Duration.ofDays(1);

    private static final Pattern SECONDS = Pattern.compile("[0-9]+");
    private static final int MOST_DIGITS = 9;

    // The weekday tells the two obsolete forms apart: in RFC 850 it is written out, in asctime no comma is behind it.
    private static final Pattern RFC_850 = Pattern.compile("[A-Za-z]+day, .*");
    private static final Pattern ASCTIME = Pattern.compile("[A-Za-z]+ .*");
    private static final DateTimeFormatter OF_ASCTIME = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .appendPattern("EEE MMM ppd HH:mm:ss uuuu")
            .toFormatter(Locale.ENGLISH);

    /** How far ahead a year of two digits may be; else it is of the past. */
    private static final int MOST_YEARS_AHEAD = 50;

    private RetryAfter() {}

    /** Returns how long to wait, zero for what cannot be read or is over. */
    static Duration parse(String header, Instant now) {
        String text = header.strip();
        Duration wait = Duration.ZERO;
        if (SECONDS.matcher(text).matches()) {
            wait = text.length() > MOST_DIGITS ? LONGEST : Duration.ofSeconds(Long.parseLong(text));
        } else {
            try {
                wait = Duration.between(now, date(text, now));
            } catch (DateTimeException malformed) {
                // as if there were none
            }
        }
        return wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    private static Instant date(String text, Instant now) {
        if (ASCTIME.matcher(text).matches()) {
            return utc(text, OF_ASCTIME);
        }
        if (RFC_850.matcher(text).matches()) {
            return utc(text, ofRfc850(now));
        }
        return DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
    }

    private static Instant utc(String text, DateTimeFormatter form) {
        return LocalDateTime.parse(text, form).toInstant(ZoneOffset.UTC);
    }

    private static DateTimeFormatter ofRfc850(Instant now) {
        int earliest = now.atOffset(ZoneOffset.UTC).getYear() + MOST_YEARS_AHEAD - 99;
        return new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern("EEEE, dd-MMM-")
                .appendValueReduced(ChronoField.YEAR, 2, 2, earliest)
                .appendPattern(" HH:mm:ss 'GMT'")
                .toFormatter(Locale.ENGLISH);
    }
}
