package io.dispatchframework.events.subscription.internal;

import io.dispatchframework.events.subscription.Subscription;

/**
 * Says whether a pattern matches a text: the rules of AMQP topics, and {@code *} alone for everything.
 *
 * <p>Words are parted by dots and may be empty; the empty text has no words. The index finds candidates by other means
 * and asks here whether they are right; {@code explain} asks here directly.
 */
final class TopicPattern {

    static final char SEPARATOR = '.';
    static final char ONE_WORD = '*';
    static final char ANY_WORDS = '#';

    private TopicPattern() {}

    /**
     * Allocates nothing. Where words run out under a {@code #}, it is enough to go back to the last {@code #} passed,
     * since an earlier one could only take words that the later one can take too: so the time is bounded by the number
     * of words in the pattern times those in the text.
     */
    static boolean matches(String pattern, String text) {
        if (pattern.equals(Subscription.ANY)) {
            return true;
        }
        int p = firstWord(pattern);
        int t = firstWord(text);
        int afterAnyWords = -1;
        int takenUpTo = -1;
        while (true) {
            boolean patternLeft = p <= pattern.length();
            boolean textLeft = t <= text.length();
            if (patternLeft) {
                int end = endOfWord(pattern, p);
                if (isWord(pattern, p, end, ANY_WORDS)) {
                    p = end + 1;
                    if (p > pattern.length()) {
                        return true;
                    }
                    afterAnyWords = p;
                    takenUpTo = t;
                    continue;
                }
                if (!textLeft) {
                    return false;
                }
                int textEnd = endOfWord(text, t);
                if (isWord(pattern, p, end, ONE_WORD)
                        || (end - p == textEnd - t && pattern.regionMatches(p, text, t, end - p))) {
                    p = end + 1;
                    t = textEnd + 1;
                    continue;
                }
            } else if (!textLeft) {
                return true;
            }
            if (afterAnyWords < 0) {
                return false;
            }
            takenUpTo = endOfWord(text, takenUpTo) + 1;
            t = takenUpTo;
            p = afterAnyWords;
        }
    }

    /** Where the first word starts; past the end if there is none. */
    private static int firstWord(String text) {
        return text.isEmpty() ? 1 : 0;
    }

    private static int endOfWord(String text, int start) {
        int end = text.indexOf(SEPARATOR, start);
        return end < 0 ? text.length() : end;
    }

    private static boolean isWord(String text, int start, int end, char only) {
        return end - start == 1 && text.charAt(start) == only;
    }
}
