package io.dispatchframework.events.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Saturation for a long time, of a process with little memory, while others hold on to half requests. */
@Tag("slow")
@Timeout(600)
class HttpDriverSaturationTest {

    private static final int CONNECTIONS = 200;
    private static final int REQUESTS_EACH = 2_000;
    private static final int LURKERS = 30;
    private static final int ROUNDS = 20;

    private final long seed = new Random().nextLong();

    @Test
    void saturation_inLittleMemory_theBooksAgree() throws Exception {
        System.out.println("seed " + seed);
        Map<String, String> settings = Map.of("maxBody", Integer.toString(HttpDriverLoadTest.MAX_BODY), "timeout", "2");
        try (FrontDoorProcess server = FrontDoorProcess.start(settings)) {
            URI address = server.address();
            LoadClient clients = new LoadClient(address, HttpDriverLoadTest.MAX_BODY, 8);
            LoadClient.Books books = clients.books;
            List<Lurker> lurkers = Lurker.start(LURKERS, address);
            List<Thread> threads = clients.start(CONNECTIONS, REQUESTS_EACH, seed);
            long begin = System.nanoTime();
            long[] heap = new long[ROUNDS];
            for (int i = 0; i < ROUNDS; i++) {
                server.shut();
                HttpDriverLoadTest.awaitMore(books.refused, 100);
                server.open();
                HttpDriverLoadTest.awaitMore(books.answers, (long) CONNECTIONS * REQUESTS_EACH / (2 * ROUNDS));
                heap[i] = server.heap();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            lurkers.forEach(Lurker::close);
            String report = server.report();
            long digest = server.digest();

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
            assertThat(report)
                    .isEqualTo(FrontDoorProcess.Report.of(books.created.sum(), books.refused.sum(), books.invalid.sum())
                            .toString());
            assertThat(digest).isEqualTo(books.createdDigest.get());
            assertThat(lurkers).allSatisfy(lurker -> assertThat(lurker.cuts()).isPositive());
            assertThat(heap[ROUNDS - 1])
                    .as("memory grows: %s", Arrays.toString(heap))
                    .isLessThan(heap[0] + 4 * 1024);
            assertThat(server.stop()).isEqualTo("[]");
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
}
