package io.dispatchframework.events.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {

    @ParameterizedTest
    @CsvSource({
        "1985-04-12T23:20:50.52Z, 1985-04-12T23:20:50.520Z",
        "1996-12-19T16:39:57-08:00, 1996-12-19T16:39:57-08:00",
        "1937-01-01T12:00:27.87+00:20, 1937-01-01T12:00:27.870+00:20",
        "2018-01-01T00:00:00-00:00, 2018-01-01T00:00:00Z",
        "2018-01-01T00:00:00+18:00, 2018-01-01T00:00:00+18:00",
        "2018-01-01T00:00:00.0Z, 2018-01-01T00:00:00Z",
        "2018-01-01T00:00:00.123456789Z, 2018-01-01T00:00:00.123456789Z",
        "2018-01-01T00:00:00.1234567899999999999999999Z, 2018-01-01T00:00:00.123456789Z",
        "2016-02-29T00:00:00Z, 2016-02-29T00:00:00Z",
        "0000-01-01T00:00:00Z, 0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.999999999Z"
    })
    void parse_ofATime_isThatTimeAndOffset(String text, String expected) {
        assertThat(Rfc3339.parse(text)).isEqualTo(OffsetDateTime.parse(expected));
        assertThat(Rfc3339.parse(text).getOffset())
                .isEqualTo(OffsetDateTime.parse(expected).getOffset());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "2018-03-02",
                "2018-03-02T23:31Z",
                "2018-03-02T23:31:35",
                "2018-03-02T23:31:35+0100",
                "2018-03-02T23:31:35+01",
                "2018-03-02T23:31:35+1:00",
                "2018-03-02T23:31:35+01:0",
                "2018-03-02T23:31:35+01:000",
                "2018-03-02T23:31:35+24:00",
                "2018-03-02T23:31:35+01:60",
                "2018-03-02T23:31:35 01:00",
                "2018-03-02t23:31:35Z",
                "2018-03-02T23:31:35z",
                "2018-03-02 23:31:35Z",
                "2018-03-02T23:31:35.Z",
                "2018-03-02T23:31:35,5Z",
                "2018-03-02T23:31:35.5",
                "2018-03-02T23:31:35.5.5Z",
                "2018-03-02T24:00:00Z",
                "2018-03-02T23:60:00Z",
                "2018-03-02T23:31:61Z",
                "2018-02-30T00:00:00Z",
                "2017-02-29T00:00:00Z",
                "2018-13-01T00:00:00Z",
                "2018-00-01T00:00:00Z",
                "2018-01-00T00:00:00Z",
                "18-01-01T00:00:00Z",
                "+2018-01-01T00:00:00Z",
                "-018-01-01T00:00:00Z",
                "12018-01-01T00:00:00Z",
                "2018-W09-5T00:00:00Z",
                "2018-01-01T00:00:00Z ",
                " 2018-01-01T00:00:00Z",
                "2018-01-01T00:00:00ZZ",
                "2018-1-01T00:00:00Z",
                "٢٠١٨-01-01T00:00:00Z",
                "2018-01-01T00:00:00\u0000",
                "9999-12-31T23:59:59-23:59"
            })
    void parse_ofWhatIsNoTime_isRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Rfc3339.parse(text));
    }

    @Test
    void parse_ofALeapSecond_saysSo() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rfc3339.parse("2016-12-31T23:59:60Z"))
                .withMessageContaining("leap second");
    }

    @Test
    void parse_ofAnOffsetThatJavaCannotHold_keepsTheInstant() {
        assertThat(Rfc3339.parse("2018-03-02T23:31:35+23:59").toInstant())
                .isEqualTo(Instant.parse("2018-03-01T23:32:35Z"));
        assertThat(Rfc3339.parse("2018-03-02T23:31:35-18:01").toInstant())
                .isEqualTo(Instant.parse("2018-03-03T17:32:35Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "2018-03-02T23:31:35Z, 2018-03-02T23:31:35Z",
        "2018-03-02T23:00Z, 2018-03-02T23:00:00Z",
        "2018-03-02T23:31:35.120300+01:30, 2018-03-02T23:31:35.1203+01:30",
        "0001-01-01T00:00:00.000000001-18:00, 0001-01-01T00:00:00.000000001-18:00"
    })
    void format_ofATime_isShortestWithSeconds(String time, String expected) {
        assertThat(Rfc3339.format(OffsetDateTime.parse(time))).isEqualTo(expected);
        assertThat(Rfc3339.parse(expected)).isEqualTo(OffsetDateTime.parse(time));
    }

    @Test
    void format_ofAnOffsetWithSeconds_keepsTheInstant() {
        OffsetDateTime odd = OffsetDateTime.of(2018, 3, 2, 1, 0, 0, 0, ZoneOffset.ofTotalSeconds(3_601));

        assertThat(Rfc3339.format(odd)).isEqualTo("2018-03-01T23:59:59Z");
    }

    @Test
    void format_ofAYearThatTakesMoreDigits_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Rfc3339.format(OffsetDateTime.MAX));
        assertThatIllegalArgumentException().isThrownBy(() -> Rfc3339.format(OffsetDateTime.MIN));
    }
}
