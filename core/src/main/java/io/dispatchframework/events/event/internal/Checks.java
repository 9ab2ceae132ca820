package io.dispatchframework.events.event.internal;

import io.dispatchframework.events.internal.Text;
import org.jspecify.annotations.Nullable;

/** Checks that several tables share. */
public final class Checks {

    private Checks() {}

    /** Text must not be empty; a blank is a value. */
    public static Check<String> required() {
        return new Required();
    }

    /** Text must have no more characters than that, counted in code points. */
    public static Check<String> atMost(int characters) {
        return new AtMost(characters);
    }

    /** Text must be that one. */
    public static Check<String> exactly(String text) {
        return new Exactly(text);
    }

    /** Text must be fit to be shown and stored on one line: no control characters, line separators, half characters. */
    public static Check<String> plain() {
        return new Plain();
    }

    /** A number must lie between the two, which are included; {@code null} is absent. */
    public static Check<@Nullable Integer> between(int least, int most) {
        return new Between(least, most);
    }

    /** Returns the index of the first character that {@link #plain()} refuses, -1 if there is none. */
    public static int indexOfUnplain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c <= '~') {
                continue;
            }
            if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                return i;
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }

    /** Quotes the character at an index and says where it stands, counted from 1 in code points. */
    public static String quoteAt(String text, int index) {
        int end = index + Character.charCount(text.codePointAt(index));
        return Text.quote(text.substring(index, end)) + " at character " + (text.codePointCount(0, index) + 1);
    }

    /** Returns whether text has more code points than that, without counting where its length tells. */
    public static boolean isLonger(String text, int characters) {
        int length = text.length();
        // a code point takes one or two chars
        return length > characters && (length > 2L * characters || text.codePointCount(0, length) > characters);
    }

    private record Required() implements Check<String> {

        @Override
        public boolean holds(String text) {
            return !text.isEmpty();
        }

        @Override
        public String fault(String attribute, String text) {
            return attribute + " is required";
        }
    }

    private record AtMost(int characters) implements Check<String> {

        @Override
        public boolean holds(String text) {
            return !isLonger(text, characters);
        }

        @Override
        public String fault(String attribute, String text) {
            return attribute + " must be at most " + characters + " characters, was "
                    + text.codePointCount(0, text.length());
        }
    }

    private record Exactly(String expected) implements Check<String> {

        @Override
        public boolean holds(String text) {
            return text.equals(expected);
        }

        @Override
        public String fault(String attribute, String text) {
            return attribute + " must be " + Text.quote(expected) + ", "
                    + (text.isEmpty() ? "but is missing" : "was " + Text.quote(text));
        }
    }

    private record Plain() implements Check<String> {

        @Override
        public boolean holds(String text) {
            return indexOfUnplain(text) < 0;
        }

        @Override
        public String fault(String attribute, String text) {
            return attribute + " must have no control characters, line separators or unpaired surrogates, has "
                    + quoteAt(text, indexOfUnplain(text));
        }
    }

    private record Between(int least, int most) implements Check<@Nullable Integer> {

        @Override
        public boolean holds(@Nullable Integer number) {
            return number == null || (number >= least && number <= most);
        }

        @Override
        public String fault(String attribute, @Nullable Integer number) {
            return attribute + " must be between " + least + " and " + most + ", was " + number;
        }
    }
}
