package io.dispatchframework.events.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dispatchframework.events.driver.Acceptance;
import io.dispatchframework.events.driver.DriverContext;
import io.dispatchframework.events.driver.DriverSettings;
import io.dispatchframework.events.driver.EventSink;
import io.dispatchframework.events.driver.RunningDriver;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.time.TimeSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever fails at a start or a stop, nothing is left behind: a driver that fails is started again and again. */
@Timeout(60)
class HttpDriverPortTest {

    private final HttpDriver http = HttpDriver.create();

    /** A run of a driver in which all goes well, unless a test says otherwise. */
    private class Run implements DriverContext {

        private final DriverSettings settings;

        Run(String host, int port) {
            settings = DriverSettings.of(http.settings(), Map.of("host", host, "port", Integer.toString(port)));
        }

        @Override
        public String driverName() {
            return "front";
        }

        @Override
        public String typeName() {
            return "sidecar";
        }

        @Override
        public DriverSettings settings() {
            return settings;
        }

        @Override
        public EventSink sink() {
            return new EventSink() {
                @Override
                public CloudEvent.Builder event(String eventType) {
                    return CloudEvent.builder(eventType);
                }

                @Override
                public Acceptance emitAll(List<CloudEvent> events) {
                    return new Acceptance.Closed();
                }
            };
        }

        @Override
        public TimeSource time() {
            return TimeSource.system();
        }

        @Override
        public void run(String name, Work work) {
            throw new AssertionError("the driver has no use for it");
        }

        @Override
        public ThreadFactory threads() {
            return task -> {
                Thread thread = new Thread(task);
                thread.setDaemon(true);
                return thread;
            };
        }

        @Override
        public void failed(Throwable why) {
            throw new AssertionError(why);
        }

        @Override
        public void degraded(String reason) {
            // nobody asks
        }

        @Override
        public void healthy() {
            // nobody asks
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0)) {
            return any.getLocalPort();
        }
    }

    private void assertStarts(Run run) throws Exception {
        RunningDriver running = http.start(run);
        running.stop();
    }

    @Test
    void threadThatCannotStart_leavesThePortFree() throws Exception {
        int port = freePort();
        Run noThreads = new Run("127.0.0.1", port) {
            @Override
            public ThreadFactory threads() {
                return task -> new Thread(task) {
                    @Override
                    public synchronized void start() {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                };
            }
        };

        assertThatThrownBy(() -> http.start(noThreads)).isInstanceOf(OutOfMemoryError.class);
        assertStarts(new Run("127.0.0.1", port));
    }

    @Test
    void partThatCannotBeHad_leavesThePortFree() throws Exception {
        int port = freePort();
        Run noTime = new Run("127.0.0.1", port) {
            @Override
            public TimeSource time() {
                throw new IllegalStateException("no time");
            }
        };

        assertThatThrownBy(() -> http.start(noTime)).hasMessage("no time");
        assertStarts(new Run("127.0.0.1", port));
    }

    @Test
    void statusThatCannotBeTold_leavesThePortFree() throws Exception {
        int port = freePort();
        Run untold = new Run("0.0.0.0", port) { // which it must tell, as there is no token
                    @Override
                    public void degraded(String reason) {
                        throw new IllegalStateException("not told");
                    }
                };

        assertThatThrownBy(() -> http.start(untold)).hasMessage("not told");
        assertThat(http.address("front")).isEmpty();
        assertStarts(new Run("0.0.0.0", port));
    }

    @Test
    void stopWithoutATimer_leavesThePortFree() throws Exception {
        int port = freePort();
        RunningDriver running = http.start(new Run("127.0.0.1", port) {
            @Override
            public TimeSource time() {
                return new ForwardingTime(super.time()) {
                    @Override
                    public Timer schedule(Duration delay, Runnable task) {
                        throw new IllegalStateException("no timer");
                    }
                };
            }
        });

        assertThatThrownBy(running::stop).hasMessage("no timer");
        assertStarts(new Run("127.0.0.1", port));
    }

    @Test
    void takenPort_costsNoFileDescriptor() throws Exception {
        Path descriptors = Path.of("/proc/self/fd");
        assumeTrue(Files.isDirectory(descriptors), "needs a system that lists the descriptors of a process");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Run run = new Run("127.0.0.1", taken.getLocalPort());
            assertThatThrownBy(() -> http.start(run)).isInstanceOf(IOException.class);
            long before = count(descriptors);

            for (int i = 0; i < 100; i++) {
                assertThatThrownBy(() -> http.start(run)).hasMessageContaining("cannot listen at '127.0.0.1', port");
            }

            assertThat(count(descriptors) - before).isLessThan(50);
        }
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }
}
