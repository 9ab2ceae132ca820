package io.dispatchframework.events.examples.dpkg;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.CloudEventJson;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Optional;

/** Writes the log of Debian's package manager as newline-separated CloudEvents. */
public final class DpkgLogToEvents {

    private static final String USAGE = "usage: DpkgLogToEvents LOG ZONE, such as: /var/log/dpkg.log UTC";

    private DpkgLogToEvents() {}

    /**
     * Runs the program, and exits with 0 if all lines became events, 1 if some did not, 2 if the arguments are wrong.
     *
     * @param args the log, and the time zone in which it was written
     */
    public static void main(String[] args) {
        PrintStream out = new PrintStream(
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)), false, StandardCharsets.UTF_8);
        int code = run(args, out, System.err);
        out.flush();
        System.exit(code);
    }

    static int run(String[] args, PrintStream out, PrintStream err) {
        if (args.length != 2) {
            err.println(USAGE);
            return 2;
        }
        try {
            return convert(Path.of(args[0]), ZoneId.of(args[1]), out, err) == 0 ? 0 : 1;
        } catch (DateTimeException noZone) {
            err.println("there is no time zone " + args[1] + "; " + USAGE);
            return 2;
        } catch (IOException unreadable) {
            err.println("cannot read " + args[0] + ": " + unreadable + "; " + USAGE);
            return 2;
        }
    }

    /** Converts a log, and returns how many lines it did not understand. */
    private static long convert(Path file, ZoneId zone, PrintStream out, PrintStream err) throws IOException {
        DpkgLog log = new DpkgLog(String.valueOf(file.getFileName()), zone);
        CloudEventJson json = CloudEventJson.builder().inlineJson(true).build();
        long unknown = 0;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            long number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Optional<CloudEvent> event = log.event(++number, line);
                if (event.isPresent()) {
                    out.print(json.write(event.get()) + '\n');
                } else {
                    unknown++;
                    err.println("line " + number + " has none of the forms of dpkg's log and was left out");
                }
            }
        }
        return unknown;
    }
}
