package io.dispatchframework.events.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.function.FunctionResult;
import io.dispatchframework.events.function.FunctionResult.Retry;
import io.dispatchframework.events.testkit.ManualTime;
import io.dispatchframework.events.time.TimeSource;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an invocation that waits does to the interrupt of its thread; the answer is always one to try again in 7 seconds. */
@Timeout(60)
class HttpFunctionThreadTest {

    private static final Duration LIMIT = Duration.ofSeconds(3);

    private final ManualTime time = new ManualTime();
    private HttpServer server;

    @BeforeEach
    void startServer() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                exchange.getResponseHeaders().add("Retry-After", "7");
                exchange.sendResponseHeaders(503, -1);
            }
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        Thread.interrupted();
        server.stop(0);
    }

    private HttpFunctionInvoker.Builder builder(TimeSource source) {
        return HttpFunctionInvoker.builder()
                .function(
                        "f",
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"))
                .allowAddresses("127.0.0.1")
                .timeout(LIMIT)
                .timeSource(source);
    }

    private Retry invoke(Runnable inLookUp) {
        return invoke(builder(time).resolver(host -> {
            inLookUp.run();
            return InetAddress.getAllByName(host);
        }));
    }

    private static Retry invoke(HttpFunctionInvoker.Builder builder) {
        FunctionResult result = builder.build()
                .invoke(new Call("f", CloudEvent.builder("t").build()))
                .toCompletableFuture()
                .join();
        assertThat(result).isInstanceOf(Retry.class);
        return (Retry) result;
    }

    @Test
    void limit_passesInALookUp_leavesNoInterruptBehind() {
        assertThat(invoke(() -> time.advance(LIMIT)).cause()).isInstanceOf(HttpTimeoutException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void limit_passesWhenTheAnswerIsThere_changesNothing() {
        TimeSource passing = new ForwardingTime(time) {
            @Override
            public Instant now() { // asked because of Retry-After
                time.advance(LIMIT);
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
                return super.now();
            }
        };

        Retry result = invoke(builder(passing));
        assertThat(result.cause()).hasMessageContaining("answered with the HTTP status 503");
        assertThat(result.notBefore()).isEqualTo(Duration.ofSeconds(7));
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void interruptOfTheCaller_endsTheRequestAndStays() {
        assertThat(invoke(Thread.currentThread()::interrupt).cause()).hasMessageContaining("cannot be reached");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void interruptOfTheCaller_beforeTheLimitPasses_stays() {
        invoke(() -> {
            Thread.currentThread().interrupt();
            time.advance(LIMIT);
        });
        assertThat(Thread.interrupted()).isTrue();
    }
}
