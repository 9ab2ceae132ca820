package io.dispatchframework.events.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dispatchframework.events.driver.DriverStatus.State;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Drivers that stop and start anew while requests come: what was answered with 201 is never lost. */
@Timeout(120)
class HttpDriverRestartTest {

    /** Clients that send one event after another, wherever the driver is said to be, until they are stopped. */
    private static final class Senders {

        /** The ids of the events that were taken. */
        final Set<String> taken = ConcurrentHashMap.newKeySet();

        /** Every status of an answer. */
        final Set<Integer> statuses = ConcurrentHashMap.newKeySet();

        private final HttpClient client = HttpClient.newHttpClient();
        private final AtomicLong ids = new AtomicLong();
        private final List<Thread> threads = new ArrayList<>();
        private volatile URI address;
        private volatile boolean stopped;

        Senders(URI address) {
            this.address = address;
            for (int i = 0; i < 4; i++) {
                Thread thread = new Thread(this::send);
                thread.start();
                threads.add(thread);
            }
        }

        private void send() {
            while (!stopped) {
                String id = Long.toString(ids.incrementAndGet());
                HttpRequest request = HttpRequest.newBuilder(address)
                        .version(HttpClient.Version.HTTP_1_1)
                        .headers("ce-specversion", "1.0", "ce-id", id, "ce-source", "/senders", "ce-type", "sent")
                        .POST(BodyPublishers.noBody())
                        .build();
                try {
                    int status = client.send(request, BodyHandlers.discarding()).statusCode();
                    statuses.add(status);
                    if (status == 201) {
                        taken.add(id);
                    }
                } catch (IOException cutOff) {
                    Thread.onSpinWait(); // nobody was there, or nobody answered any more: whether it was taken is open
                } catch (InterruptedException never) {
                    throw new AssertionError(never);
                }
            }
        }

        void to(URI other) {
            address = other;
        }

        void awaitMoreTaken() {
            int before = taken.size();
            await().atMost(Duration.ofSeconds(30)).until(() -> taken.size() >= before + 20);
        }

        void stop() throws InterruptedException {
            stopped = true;
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }

    private static URI at(int port) {
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    @Test
    void close_whileRequestsCome_deliversWhatWasTaken() throws Exception {
        Receiver receiver = new Receiver(Map.of());
        int port = receiver.address().getPort();
        Senders senders = new Senders(receiver.address());
        try {
            senders.awaitMoreTaken();
            receiver.close();

            // Nobody listens any more, which is to be so when it has returned.
            new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
        } finally {
            senders.stop();
        }

        assertThat(receiver.ids()).containsAll(senders.taken);
        assertThat(senders.statuses).isSubsetOf(201, 503);
        await("threads left").until(HttpDriverLoadTest::threadsLeft, List::isEmpty);
    }

    @Test
    void update_whileRequestsCome_losesNothing() throws Exception {
        int first = freePort();
        int second = freePort();
        Receiver receiver = new Receiver(Map.of());
        Senders senders = new Senders(receiver.address());
        try {
            senders.awaitMoreTaken();
            for (int port : List.of(first, second, first, first, second)) {
                receiver.change(driver -> driver.setting("port", Integer.toString(port)));
                senders.to(at(port));
                senders.awaitMoreTaken();
            }
            try (ServerSocket others = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                receiver.change(driver -> driver.setting("port", Integer.toString(others.getLocalPort())));
                await().until(() -> receiver.status().state() == State.ERROR);
                receiver.change(driver -> driver.setting("port", Integer.toString(second)));
                senders.awaitMoreTaken();
            }
        } finally {
            senders.stop();
            receiver.close();
        }

        assertThat(receiver.ids()).containsAll(senders.taken);
        assertThat(senders.statuses).isSubsetOf(201, 503);
    }
}
