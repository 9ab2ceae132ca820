package io.dispatchframework.events.internal;

/** The names that extension attributes of CloudEvents 1.0 have. */
public final class ExtensionNames {

    /** The longest name, in characters; the specification has no bound, and advises 20. */
    public static final int LONGEST = 128;

    private ExtensionNames() {}

    /** Returns the index of the first character that no name has, -1 if there is none. */
    public static int indexOfDisallowed(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
                return i;
            }
        }
        return -1;
    }

    /** Tells whether the specification has such names, of any length. */
    public static boolean isName(String name) {
        return !name.isEmpty() && indexOfDisallowed(name) < 0;
    }
}
