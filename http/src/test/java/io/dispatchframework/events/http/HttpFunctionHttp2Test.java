package io.dispatchframework.events.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.CloudEventV1Json;
import io.dispatchframework.events.function.FunctionResult;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

/** The invoker before a server that speaks HTTP/2, of which there is just enough here. */
@Timeout(60)
class HttpFunctionHttp2Test {

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int ACK = 1;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    private static final CloudEvent EVENT =
            CloudEvent.builder("t").cloudEventsVersion("1.0").build();

    /** The status 204 in HPACK, which is an entry of its static table. */
    private static final byte[] STATUS_204 = {(byte) 0x89};

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
}
