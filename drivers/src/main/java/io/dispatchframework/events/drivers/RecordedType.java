package io.dispatchframework.events.drivers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One of the events that the recorder is to tell. */
record RecordedType(
        String name, @Nullable Duration threshold, @Nullable Duration period) {

    private static final Pattern NAME = Pattern.compile("[\\w.$\\-]{1,200}");
    private static final Pattern OPTION = Pattern.compile("(threshold|period)=([0-9]{1,9})(ns|us|ms|s|m|h)");
    private static final int MOST = 200;

    /** Reads a list; the message of what it throws goes on behind the name of the setting. */
    static List<RecordedType> parse(String text) {
        List<RecordedType> types = new ArrayList<>();
        for (String item : text.split(",", -1)) {
            types.add(parseOne(item.strip()));
        }
        if (types.size() > MOST) {
            throw new IllegalArgumentException("must be at most " + MOST + " events, were " + types.size());
        }
        return List.copyOf(types);
    }

    private static RecordedType parseOne(String item) {
        String[] words = item.split("\\s+", -1);
        if (!NAME.matcher(words[0]).matches()) {
            throw new IllegalArgumentException(
                    "must be names of recorder events, parted by commas, has " + quote(item));
        }
        Duration threshold = null;
        Duration period = null;
        for (int i = 1; i < words.length; i++) {
            Matcher option = OPTION.matcher(words[i]);
            if (!option.matches()) {
                throw new IllegalArgumentException("must have threshold=20ms or period=10s or nothing behind "
                        + words[0] + ", has " + quote(words[i]));
            }
            Duration value = duration(Long.parseLong(option.group(2)), option.group(3));
            if (option.group(1).equals("period")) {
                if (value.isZero()) {
                    throw new IllegalArgumentException("must have a period above zero behind " + words[0]);
                }
                period = value;
            } else {
                threshold = value;
            }
        }
        return new RecordedType(words[0], threshold, period);
    }

    private static Duration duration(long amount, String unit) {
        return switch (unit) {
            case "ns" -> Duration.ofNanos(amount);
            case "us" -> Duration.ofNanos(amount * 1_000);
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    private static String quote(String text) {
        String shown = text.length() > 60 ? text.substring(0, 60) + "..." : text;
        return "'" + shown.replaceAll("[^ -~]", "?") + "'";
    }
}
