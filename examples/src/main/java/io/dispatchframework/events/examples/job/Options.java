package io.dispatchframework.events.examples.job;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the job was asked to do.
 *
 * @param events the file to read events from, or {@code null} for standard input
 * @param format how events stand in it
 * @param subscriptions the file to read subscriptions from
 * @param quiet whether to print the summary only
 */
record Options(@Nullable Path events, Format format, Path subscriptions, boolean quiet) {

    static final String USAGE = """
            usage: MainJob --events FILE|- --subscriptions FILE [--format lines|document] [--quiet]

              --events FILE         CloudEvents 0.1 as JSON in UTF-8; - reads standard input
              --subscriptions FILE  a JSON list of subscriptions
              --format lines        one event a line; goes on behind a line that is malformed
              --format document     one event, a list, or one after another; ends at what is malformed
                                    (without --format: document for a FILE named *.json, else lines)
              --quiet               prints the summary only
              --help                prints this

            Exit codes: 0 the input was read to its end, 1 it was not, 2 the job could not start.\
            """;

    /** How events stand in the input. */
    enum Format {
        /** One event a line. */
        LINES,
        /** One event, a list, or one after another. */
        DOCUMENT
    }

    static Options parse(String[] args) throws UnusableException {
        String events = null;
        String subscriptions = null;
        Format format = null;
        boolean quiet = false;
        Iterator<String> rest = Arrays.asList(args).iterator();
        while (rest.hasNext()) {
            String option = rest.next();
            switch (option) {
                case "--events" -> events = value(option, rest);
                case "--subscriptions" -> subscriptions = value(option, rest);
                case "--format" -> format = format(value(option, rest));
                case "--quiet" -> quiet = true;
                default -> throw new UnusableException("there is no option " + option + "; try --help");
            }
        }
        if (events == null) {
            throw new UnusableException("say where the events are: --events FILE, or --events - for standard input");
        }
        if (subscriptions == null) {
            throw new UnusableException("say where the subscriptions are: --subscriptions FILE");
        }
        if (format == null) {
            format = events.endsWith(".json") ? Format.DOCUMENT : Format.LINES;
        }
        return new Options(events.equals("-") ? null : Path.of(events), format, Path.of(subscriptions), quiet);
    }

    private static String value(String option, Iterator<String> rest) throws UnusableException {
        if (!rest.hasNext()) {
            throw new UnusableException(option + " needs a value; try --help");
        }
        return rest.next();
    }

    private static Format format(String name) throws UnusableException {
        for (Format format : Format.values()) {
            if (format.name().toLowerCase(Locale.ROOT).equals(name)) {
                return format;
            }
        }
        throw new UnusableException("--format is lines or document, not " + name);
    }
}
