package io.dispatchframework.events.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("1994-11-06T08:48:37Z");

    /** The example of RFC 9110, section 5.6.7, in each of the forms that a recipient must take. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov  6 08:49:37 1994",
                " Sun Nov  6 08:49:37 1994 "
            })
    void parse_aDateInAnyForm_isTheTimeUntilThen(String header) {
        assertThat(RetryAfter.parse(header, NOW)).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void parse_asctimeLateInTheMonth_hasTwoDigitsForTheDay() {
        assertThat(RetryAfter.parse("Wed Nov 16 08:00:05 1994", Instant.parse("1994-11-16T08:00:00Z")))
                .isEqualTo(Duration.ofSeconds(5));
    }

    /** What seems to be more than 50 years ahead is of the past. */
    @ParameterizedTest
    @CsvSource({
        "'Friday, 01-Jan-27 00:00:10 GMT', 2026-12-31T23:59:59Z, PT11S",
        "'Friday, 01-Jan-00 00:00:10 GMT', 2099-12-31T23:59:59Z, PT11S",
        "'Sunday, 06-Nov-94 08:49:37 GMT', 2026-11-27T00:00:00Z, PT0S",
        "'Sunday, 01-Nov-76 08:49:37 GMT', 2026-11-27T00:00:00Z, PT24H"
    })
    void parse_aYearOfTwoDigits_isTheNearest(String header, Instant now, Duration wait) {
        assertThat(RetryAfter.parse(header, now)).isEqualTo(wait);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Sunday, 06-Nov-1994 08:49:37 GMT",
                "Monday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov  6 08:49:37 94",
                "Sun Nov  6 24:49:37 1994",
                "Sun Nov 31 08:49:37 1994",
                "Sun Nov 6"
            })
    void parse_noDate_isNoWait(String header) {
        assertThat(RetryAfter.parse(header, Instant.EPOCH)).isZero();
    }
}
