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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Saturation for a long time, of a process with little memory, while others hold on to half requests. */
@Tag("slow")
@Timeout(600)
class HttpDriverSaturationTest {

    private static final String HEAP = "-Xmx40m";
    private static final int CONNECTIONS = 200;
    private static final int REQUESTS_EACH = 2_000;
    private static final int LURKERS = 30;
    private static final int ROUNDS = 20;

    private final long seed = new Random().nextLong();

    @Test
    void saturation_inLittleMemory_theBooksAgree() throws Exception {
        System.out.println("seed " + seed);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Server.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (Remote server = new Remote(process)) {
            URI address = URI.create(server.ask("address"));
            LoadClient clients = new LoadClient(address, HttpDriverLoadTest.MAX_BODY, 8);
            LoadClient.Books books = clients.books;
            List<Lurker> lurkers = Lurker.start(LURKERS, address);
            List<Thread> threads = clients.start(CONNECTIONS, REQUESTS_EACH, seed);
            long begin = System.nanoTime();
            long[] heap = new long[ROUNDS];
            for (int i = 0; i < ROUNDS; i++) {
                server.ask("shut");
                HttpDriverLoadTest.awaitMore(books.refused, 100);
                server.ask("open");
                HttpDriverLoadTest.awaitMore(books.answers, (long) CONNECTIONS * REQUESTS_EACH / (2 * ROUNDS));
                heap[i] = Long.parseLong(server.ask("heap"));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            lurkers.forEach(Lurker::close);
            String report = server.ask("report");

            System.out.printf(
                    "%d answers in %.1f s: %d events created, %d refused, %d requests turned away; %d half requests cut"
                            + " off; kilobytes of heap after a collection: %s%n",
                    books.answers.sum(),
                    seconds,
                    books.created.sum(),
                    books.refused.sum(),
                    books.turnedAway.sum(),
                    lurkers.stream().mapToLong(Lurker::cuts).sum(),
                    Arrays.toString(heap));
            assertThat(books.faults).isEmpty();
            assertThat(books.answers.sum()).isEqualTo((long) CONNECTIONS * REQUESTS_EACH);
            assertThat(report).isEqualTo(Server.report(books));
            assertThat(lurkers).allSatisfy(lurker -> assertThat(lurker.cuts()).isPositive());
            assertThat(heap[ROUNDS - 1])
                    .as("memory grows: %s", Arrays.toString(heap))
                    .isLessThan(heap[0] + 4 * 1024);
            assertThat(server.ask("close")).isEqualTo("[]");
        }
    }

    /** The process, which answers each line with one line. */
    private record Remote(Process process, PrintStream out, BufferedReader in) implements AutoCloseable {

        Remote(Process process) {
            this(
                    process,
                    new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8),
                    process.inputReader());
        }

        String ask(String what) throws IOException {
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
    }

    /** Sends half a request, waits until it is cut off, and comes again. */
    private static final class Lurker implements AutoCloseable {

        private final URI address;
        private final AtomicLong cuts = new AtomicLong();
        private volatile RawHttp client;
        private volatile boolean closed;

        Lurker(URI address) {
            this.address = address;
        }

        static List<Lurker> start(int count, URI address) {
            List<Lurker> lurkers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Lurker lurker = new Lurker(address);
                Thread thread = new Thread(lurker::lurk, "lurker-" + i);
                thread.setDaemon(true);
                thread.start();
                lurkers.add(lurker);
            }
            return lurkers;
        }

        private void lurk() {
            while (!closed) {
                try (RawHttp each = new RawHttp(address)) {
                    client = each;
                    each.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Content-Length: 100\r\n\r\n{");
                    each.answer();
                    cuts.incrementAndGet();
                } catch (IOException gone) {
                    // it comes again
                }
            }
        }

        long cuts() {
            return cuts.get();
        }

        @Override
        public void close() {
            closed = true;
            try {
                client.close();
            } catch (IOException gone) {
                // as it should
            }
        }
    }

    /** The process under load. */
    static final class Server {

        private Server() {}

        public static void main(String[] args) throws IOException {
            Map<String, String> settings =
                    Map.of("maxBody", Integer.toString(HttpDriverLoadTest.MAX_BODY), "timeout", "2");
            DeliveryEngine engine = DeliveryEngine.inMemory(500, WhenFull.refuse());
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
                    yield Long.toString(ManagementFactory.getMemoryMXBean()
                                    .getHeapMemoryUsage()
                                    .getUsed()
                            / 1024);
                }
                case "report" -> {
                    await().atMost(Duration.ofSeconds(60))
                            .until(() -> door.statistics().pending() == 0);
                    yield report(door);
                }
                case "close" -> {
                    door.close();
                    await().until(() -> HttpDriverLoadTest.threadsLeft().isEmpty());
                    yield HttpDriverLoadTest.threadsLeft().toString();
                }
                default -> throw new IllegalArgumentException(line);
            };
        }

        private static String report(FrontDoor door) {
            DeliveryStatistics statistics = door.statistics();
            DriverStatus status = door.status();
            return report(
                    door.seen(),
                    statistics.emitted(),
                    statistics.done(),
                    statistics.refused(),
                    status.accepted(),
                    status.refused(),
                    status.invalid());
        }

        /** What the report must be by the books of the clients. */
        static String report(LoadClient.Books books) {
            long created = books.created.sum();
            long refused = books.refused.sum();
            return report(
                    new FrontDoor.Seen(created, books.createdDigest.get()),
                    created + refused,
                    created,
                    refused,
                    created,
                    refused,
                    books.invalid.sum());
        }

        private static String report(
                FrontDoor.Seen seen,
                long emitted,
                long done,
                long refused,
                long driverAccepted,
                long driverRefused,
                long driverInvalid) {
            return seen + ", the manager emitted " + emitted + ", done " + done + ", refused " + refused
                    + "; the driver accepted " + driverAccepted + ", refused " + driverRefused + ", invalid "
                    + driverInvalid;
        }
    }
}
