package io.dispatchframework.events.internal;

import org.jspecify.annotations.Nullable;

/** Text that came from outside, made fit for a message or a log line. */
public final class Text {

    private static final int LONGEST_QUOTE = 120;

    private Text() {}

    /**
     * Puts text between quotes: control characters escaped, so that it cannot forge a log line, and cut where it is
     * long.
     */
    public static String quote(@Nullable String text) {
        if (text == null) {
            return "null";
        }
        StringBuilder quoted = new StringBuilder(Math.min(text.length(), LONGEST_QUOTE) + 2).append('\'');
        appendEscaped(quoted, text, LONGEST_QUOTE);
        return quoted.append('\'').toString();
    }

    /** Escapes control characters, line separators, direction marks and lone surrogates. */
    public static String escape(@Nullable String text) {
        if (text == null) {
            return "null";
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                StringBuilder escaped = new StringBuilder(text.length() + 16);
                appendEscaped(escaped, text, Integer.MAX_VALUE);
                return escaped.toString();
            }
        }
        return text;
    }

    /** Describes an object of anybody's, escaped; by its class where it fails to, or refers to itself. */
    public static String describe(Object anything) {
        try {
            return escape(anything.toString());
        } catch (RuntimeException | StackOverflowError broken) {
            return "a " + anything.getClass().getName();
        }
    }

    private static void appendEscaped(StringBuilder out, String text, int most) {
        int written = 0;
        for (int i = 0; i < text.length(); ) {
            if (written++ == most) {
                out.append("... (").append(text.length()).append(" characters)");
                return;
            }
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (isUnfit(c)) {
                out.append(String.format(c > 0xFFFF ? "\\U%08x" : "\\u%04x", c));
            } else {
                out.appendCodePoint(c);
            }
        }
    }

    private static boolean isUnfit(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }
}
