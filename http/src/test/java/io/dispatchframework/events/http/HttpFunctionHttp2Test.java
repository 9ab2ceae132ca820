package io.dispatchframework.events.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.CloudEventV1Json;
import io.dispatchframework.events.function.FunctionResult;
import io.dispatchframework.events.testkit.ManualTime;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The invoker before a server that speaks HTTP/2, of which there is just enough here. */
@Timeout(60)
class HttpFunctionHttp2Test {

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;
    private static final int ACK = 1;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    private static final CloudEvent EVENT =
            CloudEvent.builder("t").cloudEventsVersion("1.0").build();

    /** The statuses in HPACK, which are entries of its static table. */
    private static final byte[] STATUS_200 = {(byte) 0x88};

    private static final byte[] STATUS_204 = {(byte) 0x89};

    /** "Refused stream", which tells that the request was not looked at. */
    private static final byte[] REFUSED_STREAM = {0, 0, 0, 7};

    /** The last stream that was looked at, which is none, and no error. */
    private static final byte[] NONE_TAKEN = new byte[8];

    /** What the server does with a request that has come as a whole. */
    private interface Answer {
        /** Returns whether more are to come. */
        boolean to(byte[] body, int stream, DataOutputStream out) throws IOException;
    }

    /** Serves one connection, on a thread of its own. */
    private static void serve(SSLServerSocket listening, Answer answer, CompletableFuture<?> failed) {
        Thread server = new Thread(() -> {
            try {
                serve(listening, answer);
            } catch (IOException | RuntimeException | Error failure) {
                failed.completeExceptionally(failure);
            }
        });
        server.setDaemon(true);
        server.start();
    }

    private static void serve(SSLServerSocket listening, Answer answer) throws IOException {
        try (SSLSocket socket = (SSLSocket) listening.accept()) {
            socket.setHandshakeApplicationProtocolSelector(
                    (handshaking, offered) -> offered.contains("h2") ? "h2" : null);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            assertThat(new String(in.readNBytes(24), StandardCharsets.US_ASCII))
                    .isEqualTo("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
            frame(out, SETTINGS, 0, 0, new byte[0]);
            Map<Integer, ByteArrayOutputStream> bodies = new HashMap<>();
            boolean more = true;
            while (more) {
                int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
                int type = in.readUnsignedByte();
                int flags = in.readUnsignedByte();
                int stream = in.readInt();
                byte[] payload = in.readNBytes(length);
                if (type == SETTINGS && (flags & ACK) == 0) {
                    frame(out, SETTINGS, ACK, 0, new byte[0]);
                }
                ByteArrayOutputStream body = bodies.computeIfAbsent(stream, any -> new ByteArrayOutputStream());
                if (type == DATA) {
                    body.writeBytes(payload);
                }
                if ((type == DATA || type == HEADERS) && (flags & END_STREAM) != 0) {
                    more = answer.to(body.toByteArray(), stream, out);
                }
            }
        }
    }

    private static void answer(DataOutputStream out, int stream) throws IOException {
        frame(out, HEADERS, END_HEADERS | END_STREAM, stream, STATUS_204);
    }

    private static void frame(DataOutputStream out, int type, int flags, int stream, byte[] payload)
            throws IOException {
        out.writeShort(payload.length >> 8);
        out.writeByte(payload.length);
        out.writeByte(type);
        out.writeByte(flags);
        out.writeInt(stream);
        out.write(payload);
        out.flush();
    }

    private static HttpFunctionInvoker.Builder invoker(SSLServerSocket listening, SSLContext context) {
        return HttpFunctionInvoker.builder()
                .function("f", URI.create("https://localhost:" + listening.getLocalPort() + "/"))
                .allowAddresses("127.0.0.1", "::1")
                .eventMode(EventMode.STRUCTURED_V1)
                .sslContext(context);
    }

    private static SSLServerSocket listen(SSLContext context) throws IOException {
        return (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @Test
    void http2_isSpokenWhereTlsFindsThatBothCan(@TempDir Path folder) throws Exception {
        SSLContext context = TestTls.context(folder);
        try (SSLServerSocket listening = listen(context)) {
            CompletableFuture<byte[]> received = new CompletableFuture<>();
            serve(
                    listening,
                    (body, stream, out) -> {
                        answer(out, stream);
                        received.complete(body);
                        return false;
                    },
                    received);

            FunctionResult result = invoker(listening, context)
                    .build()
                    .invoke(new Call("f", EVENT))
                    .toCompletableFuture()
                    .join();

            assertThat(new String(received.join(), StandardCharsets.UTF_8))
                    .isEqualTo(CloudEventV1Json.create().write(EVENT));
            assertThat(result).isEqualTo(FunctionResult.success(null));
        }
    }

    @Test
    void interrupts_endNoRequestOfOthersOnTheSameConnection(@TempDir Path folder) throws Exception {
        SSLContext context = TestTls.context(folder);
        try (SSLServerSocket listening = listen(context)) {
            CompletableFuture<Callable<Void>> received = new CompletableFuture<>();
            serve(
                    listening,
                    (body, stream, out) -> {
                        received.complete(() -> {
                            answer(out, stream);
                            return null;
                        });
                        return true;
                    },
                    received);
            HttpFunctionInvoker invoker = invoker(listening, context).build();
            CompletableFuture<FunctionResult> other = CompletableFuture.supplyAsync(
                            () -> invoker.invoke(new Call("f", EVENT)), task -> new Thread(task).start())
                    .thenCompose(stage -> stage);
            Callable<Void> answer = received.join();

            Thread.currentThread().interrupt();
            FunctionResult interrupted;
            try {
                interrupted = invoker.invoke(new Call("f", EVENT))
                        .toCompletableFuture()
                        .join();
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
            answer.call();

            assertThat(interrupted).isInstanceOf(FunctionResult.Retry.class);
            assertThat(other.join()).isEqualTo(FunctionResult.success(null));
        }
    }

    /** How a server fails a request. */
    enum Fault {
        GOES_AWAY {
            @Override
            void on(int stream, DataOutputStream out) throws IOException {
                frame(out, GOAWAY, 0, 0, NONE_TAKEN);
            }
        },
        REFUSES_THE_STREAM {
            @Override
            void on(int stream, DataOutputStream out) throws IOException {
                frame(out, RST_STREAM, 0, stream, REFUSED_STREAM);
            }
        },
        CLOSES_THE_CONNECTION {
            @Override
            void on(int stream, DataOutputStream out) {
                // which it does behind the last answer
            }
        },
        BREAKS_OFF {
            @Override
            void on(int stream, DataOutputStream out) throws IOException {
                frame(out, HEADERS, END_HEADERS, stream, STATUS_200);
                frame(out, DATA, 0, stream, new byte[10]);
            }
        };

        abstract void on(int stream, DataOutputStream out) throws IOException;
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void faults_areWorthRetrying(Fault fault, @TempDir Path folder) throws Exception {
        SSLContext context = TestTls.context(folder);
        try (SSLServerSocket listening = listen(context)) {
            serve(
                    listening,
                    (body, stream, out) -> {
                        fault.on(stream, out);
                        return false;
                    },
                    new CompletableFuture<>());

            assertThat(invoker(listening, context)
                            .build()
                            .invoke(new Call("f", EVENT))
                            .toCompletableFuture()
                            .join())
                    .isInstanceOf(FunctionResult.Retry.class);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void answersThatDoNotEnd_areTimedOut(boolean asynchronous, @TempDir Path folder) throws Exception {
        SSLContext context = TestTls.context(folder);
        ManualTime time = new ManualTime();
        try (SSLServerSocket listening = listen(context)) {
            CompletableFuture<Void> begun = new CompletableFuture<>();
            serve(
                    listening,
                    (body, stream, out) -> {
                        frame(out, HEADERS, END_HEADERS, stream, STATUS_200);
                        begun.complete(null);
                        return true;
                    },
                    begun);
            HttpFunctionInvoker.Builder builder =
                    invoker(listening, context).timeout(Duration.ofSeconds(3)).timeSource(time);
            HttpFunctionInvoker invoker = (asynchronous ? builder.asynchronous() : builder).build();
            CompletableFuture<FunctionResult> result = CompletableFuture.supplyAsync(
                            () -> invoker.invoke(new Call("f", EVENT)), task -> new Thread(task).start())
                    .thenCompose(stage -> stage);
            begun.join();
            time.advance(Duration.ofSeconds(3));

            assertThat(((FunctionResult.Retry) result.join()).cause()).isInstanceOf(HttpTimeoutException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bodies_areBounded(boolean asynchronous, @TempDir Path folder) throws Exception {
        SSLContext context = TestTls.context(folder);
        try (SSLServerSocket listening = listen(context)) {
            serve(
                    listening,
                    (body, stream, out) -> {
                        frame(out, HEADERS, END_HEADERS, stream, STATUS_200);
                        frame(out, DATA, 0, stream, new byte[1001]);
                        return true;
                    },
                    new CompletableFuture<>());
            HttpFunctionInvoker.Builder builder = invoker(listening, context).maxAnswerBytes(1000);

            FunctionResult result = (asynchronous ? builder.asynchronous() : builder)
                    .build()
                    .invoke(new Call("f", EVENT))
                    .toCompletableFuture()
                    .join();

            assertThat(result).isInstanceOf(FunctionResult.PermanentFailure.class);
            assertThat(((FunctionResult.PermanentFailure) result).cause()).hasMessageContaining("more than 1000 bytes");
        }
    }
}
