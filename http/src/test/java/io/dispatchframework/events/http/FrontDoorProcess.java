package io.dispatchframework.events.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.delivery.DeliveryEngine.WhenFull;
import io.dispatchframework.events.delivery.DeliveryStatistics;
import io.dispatchframework.events.driver.DriverStatus;
import io.dispatchframework.events.time.TimeSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A {@link FrontDoor} in a process of its own, which has little memory and answers each line with one line. */
final class FrontDoorProcess implements AutoCloseable {

    private static final int ENGINE_CAPACITY = 500;

    private final Process process;
    private final PrintStream out;
    private final BufferedReader in;

    private FrontDoorProcess(Process process) {
        this.process = process;
        out = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        in = process.inputReader();
    }

    /**
     * What the manager and the driver have counted, once nothing is pending.
     *
     * @param seen how many events the function has seen
     */
    record Report(
            long seen,
            long emitted,
            long done,
            long refused,
            long driverAccepted,
            long driverRefused,
            long driverInvalid) {

        /** What it must be by the books of clients: events that were answered with 201, refused and invalid. */
        static Report of(long created, long refused, long invalid) {
            return new Report(created, created + refused, created, refused, created, refused, invalid);
        }

        private static Report of(FrontDoor door) {
            DeliveryStatistics statistics = door.statistics();
            DriverStatus status = door.status();
            return new Report(
                    door.seen().count(),
                    statistics.emitted(),
                    statistics.done(),
                    statistics.refused(),
                    status.accepted(),
                    status.refused(),
                    status.invalid());
        }
    }

    /** Starts the process with settings of the driver; it ends when it runs out of memory. */
    static FrontDoorProcess start(Map<String, String> settings) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx40m",
                "-XX:MaxDirectMemorySize=8m",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                FrontDoorProcess.class.getName());
        new TreeMap<>(settings).forEach((name, value) -> builder.command().add(name + "=" + value));
        return new FrontDoorProcess(
                builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    URI address() throws IOException {
        return URI.create(ask("address"));
    }

    /** Lets the function wait from now on, so that there is soon no room any more. */
    void shut() throws IOException {
        ask("shut");
    }

    /** Lets the function go on. */
    void open() throws IOException {
        ask("open");
    }

    /** Returns the kilobytes of heap that are left after a collection. */
    long heap() throws IOException {
        return Long.parseLong(ask("heap"));
    }

    /** Returns how many events the driver has had accepted so far. */
    long accepted() throws IOException {
        return Long.parseLong(ask("accepted"));
    }

    /** Returns how many events of the driver were refused so far. */
    long refused() throws IOException {
        return Long.parseLong(ask("refused"));
    }

    /** Returns the text of a {@link Report}, once nothing is pending. */
    String report() throws IOException {
        return ask("report");
    }

    /** Returns the digest of all events that the function has seen. */
    long digest() throws IOException {
        return Long.parseLong(ask("digest"));
    }

    /** Closes the manager, and returns the names of the threads that are left. */
    String stop() throws IOException {
        return ask("close");
    }

    private String ask(String what) throws IOException {
        out.println(what);
        String answer = in.readLine();
        assertThat(answer).as("the process has ended, asked to %s", what).isNotNull();
        return answer;
    }

    @Override
    public void close() {
        out.close();
        try {
            if (process.waitFor(30, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }

    // ---------------------------------------------------------------- in the process

    /** Serves the lines of the standard input. */
    public static void main(String[] args) throws IOException {
        Map<String, String> settings = new TreeMap<>();
        for (String arg : args) {
            int equals = arg.indexOf('=');
            settings.put(arg.substring(0, equals), arg.substring(equals + 1));
        }
        DeliveryEngine engine = DeliveryEngine.inMemory(ENGINE_CAPACITY, WhenFull.refuse());
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (FrontDoor door = new FrontDoor(TimeSource.system(), engine, settings)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println(answer(door, line));
            }
        }
    }

    private static String answer(FrontDoor door, String line) {
        return switch (line) {
            case "address" -> door.address().toString();
            case "shut" -> {
                door.shut();
                yield "";
            }
            case "open" -> {
                door.open();
                yield "";
            }
            case "heap" -> {
                System.gc();
                yield Long.toString(
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024);
            }
            case "accepted" -> Long.toString(door.status().accepted());
            case "refused" -> Long.toString(door.status().refused());
            case "report" -> {
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> door.statistics().pending() == 0);
                yield Report.of(door).toString();
            }
            case "digest" -> Long.toString(door.seen().digest());
            case "close" -> {
                door.close();
                await().until(() -> HttpDriverLoadTest.threadsLeft().isEmpty());
                yield HttpDriverLoadTest.threadsLeft().toString();
            }
            default -> throw new IllegalArgumentException(line);
        };
    }
}
