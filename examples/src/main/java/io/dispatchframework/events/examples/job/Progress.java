package io.dispatchframework.events.examples.job;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** One line on a terminal that is written anew a few times a second, while a long input is read. */
final class Progress {

    private static final long INTERVAL = Duration.ofMillis(250).toNanos();

    private final PrintStream terminal;
    private final boolean shown;
    private final long start = System.nanoTime();
    private long due = start + 2 * INTERVAL;
    private int width;

    /**
     * Begins.
     *
     * @param terminal where to write
     * @param shown whether that is a terminal at all; if not, nothing is ever written
     */
    Progress(PrintStream terminal, boolean shown) {
        this.terminal = terminal;
        this.shown = shown;
    }

    /** Tells whether people look on: from JDK 22 on there is a console without a terminal, too, and it can be asked. */
    @SuppressWarnings("SystemConsoleNull") // which is just what is asked behind it
    static boolean hasTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException before22) {
            return true;
        }
    }

    /** Writes the line if it is time to. */
    void at(long events) {
        long now = System.nanoTime();
        if (shown && now - due >= 0) {
            due = now + INTERVAL;
            String line = String.format(
                    Locale.ROOT, "%,d events, %,.0f a second", events, events / ((now - start) / 1_000_000_000.0));
            terminal.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
            terminal.flush();
            width = line.length();
        }
    }

    /** Takes the line away, so that something else can be printed. */
    void clear() {
        if (width > 0) {
            terminal.print("\r" + " ".repeat(width) + "\r");
            terminal.flush();
            width = 0;
        }
    }
}
