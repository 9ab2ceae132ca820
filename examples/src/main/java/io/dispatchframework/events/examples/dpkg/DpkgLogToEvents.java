package io.dispatchframework.events.examples.dpkg;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.CloudEventJson;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Optional;

/** Writes the log of Debian's package manager as newline-separated CloudEvents. */
public final class DpkgLogToEvents {

    private static final String USAGE =
            "usage: DpkgLogToEvents LOG ZONE EVENTS, such as: /var/log/dpkg.log UTC events.jsonl";

    private DpkgLogToEvents() {}

    /**
     * Runs the program, and exits with 0 if all lines became events, 1 if some did not, 2 if it could not work.
     *
     * @param args the log, the time zone in which it was written, and the file to write
     */
    public static void main(String[] args) {
        System.exit(run(args, System.err));
    }

    static int run(String[] args, PrintStream err) {
        if (args.length != 3) {
            err.println(USAGE);
            return 2;
        }
        try {
            return convert(Path.of(args[0]), ZoneId.of(args[1]), Path.of(args[2]), err) == 0 ? 0 : 1;
        } catch (DateTimeException noZone) {
            err.println("there is no time zone " + args[1] + "; " + USAGE);
            return 2;
        } catch (IOException failed) {
            err.println("cannot read the log or write the events: " + failed);
            return 2;
        }
    }

    /** Converts a log, and returns how many lines it did not understand. */
    private static long convert(Path from, ZoneId zone, Path to, PrintStream err) throws IOException {
        DpkgLog log = new DpkgLog(String.valueOf(from.getFileName()), zone);
        CloudEventJson json = CloudEventJson.builder().inlineJson(true).build();
        long unknown = 0;
        try (BufferedReader lines = Files.newBufferedReader(from);
                BufferedWriter events = Files.newBufferedWriter(to)) {
            long number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Optional<CloudEvent> event = log.event(++number, line);
                if (event.isPresent()) {
                    events.write(json.write(event.get()) + '\n');
                } else {
                    unknown++;
                    err.println("line " + number + " has none of the forms of dpkg's log and was left out");
                }
            }
        }
        return unknown;
    }
}
