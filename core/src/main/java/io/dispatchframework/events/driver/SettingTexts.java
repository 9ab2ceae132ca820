package io.dispatchframework.events.driver;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/** Reads the texts of settings; each method throws {@link IllegalArgumentException} for what it cannot read. */
final class SettingTexts {

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,9})?");

    private SettingTexts() {}

    static Boolean bool(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }

    static Duration duration(String text) {
        if (SECONDS.matcher(text).matches()) {
            BigDecimal seconds = new BigDecimal(text);
            BigDecimal whole = seconds.setScale(0, RoundingMode.DOWN);
            return Duration.ofSeconds(
                    whole.longValueExact(),
                    seconds.subtract(whole).movePointRight(9).longValueExact());
        }
        Duration duration;
        try {
            duration = Duration.parse(text);
        } catch (DateTimeParseException malformed) {
            throw new IllegalArgumentException("no duration", malformed);
        }
        if (duration.isNegative()) {
            throw new IllegalArgumentException("a negative duration");
        }
        return duration;
    }

    static URI uri(String text) {
        URI uri = URI.create(text);
        if (!uri.isAbsolute()) {
            throw new IllegalArgumentException("not absolute");
        }
        return uri;
    }
}
