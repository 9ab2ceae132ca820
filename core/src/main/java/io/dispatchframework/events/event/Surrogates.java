package io.dispatchframework.events.event;

/** Text that UTF-8 cannot say. */
final class Surrogates {

    private Surrogates() {}

    /** Returns the index of the first half of a surrogate pair that stands alone, or -1. */
    static int indexOfHalf(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }
}
