package io.dispatchframework.events.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/** Reads {@code Retry-After}: seconds, or a date. */
final class RetryAfter {

    /** A server that is wrong about years must not hold a delivery for as long. */
    static final Duration LONGEST = Duration.ofDays(1);

    private static final Pattern SECONDS = Pattern.compile("[0-9]+");
    private static final int MOST_DIGITS = 9;

    private RetryAfter() {}

    /** Returns how long to wait, zero for what cannot be read or is over. */
    static Duration parse(String header, Instant now) {
        String text = header.strip();
        Duration wait = Duration.ZERO;
        if (SECONDS.matcher(text).matches()) {
            wait = text.length() > MOST_DIGITS ? LONGEST : Duration.ofSeconds(Long.parseLong(text));
        } else {
            try {
                ZonedDateTime date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
                wait = Duration.between(now, date.toInstant());
            } catch (DateTimeException malformed) {
                // as if there were none
            }
        }
        return wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }
}
