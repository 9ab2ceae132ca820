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

    /** The status 204 in HPACK, which is an entry of its static table. */
    private static final byte[] STATUS_204 = {(byte) 0x89};

    /** Serves one request, and returns its body. */
    private static byte[] serve(SSLServerSocket listening) throws IOException {
        try (SSLSocket socket = (SSLSocket) listening.accept()) {
            socket.setHandshakeApplicationProtocolSelector(
                    (handshaking, offered) -> offered.contains("h2") ? "h2" : null);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            assertThat(new String(in.readNBytes(24), StandardCharsets.US_ASCII))
                    .isEqualTo("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
            frame(out, SETTINGS, 0, 0, new byte[0]);
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            while (true) {
                int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
                int type = in.readUnsignedByte();
                int flags = in.readUnsignedByte();
                int stream = in.readInt();
                byte[] payload = in.readNBytes(length);
                if (type == SETTINGS && (flags & ACK) == 0) {
                    frame(out, SETTINGS, ACK, 0, new byte[0]);
                }
                if (type == DATA) {
                    body.writeBytes(payload);
                }
                if ((type == DATA || type == HEADERS) && (flags & END_STREAM) != 0) {
                    frame(out, HEADERS, END_HEADERS | END_STREAM, stream, STATUS_204);
                    return body.toByteArray();
                }
            }
        }
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

    @Test
    void http2_isSpokenWhereTlsFindsThatBothCan(@TempDir Path folder) throws Exception {
        SSLContext context = TestTls.context(folder);
        try (SSLServerSocket listening = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<byte[]> received = new CompletableFuture<>();
            Thread server = new Thread(() -> {
                try {
                    received.complete(serve(listening));
                } catch (IOException | RuntimeException | Error failed) {
                    received.completeExceptionally(failed);
                }
            });
            server.setDaemon(true);
            server.start();
            CloudEvent event = CloudEvent.builder("t").cloudEventsVersion("1.0").build();

            FunctionResult result = HttpFunctionInvoker.builder()
                    .function("f", URI.create("https://localhost:" + listening.getLocalPort() + "/"))
                    .allowAddresses("127.0.0.1", "::1")
                    .eventMode(EventMode.STRUCTURED_V1)
                    .sslContext(context)
                    .build()
                    .invoke(new Call("f", event))
                    .toCompletableFuture()
                    .join();

            assertThat(new String(received.join(), StandardCharsets.UTF_8))
                    .isEqualTo(CloudEventV1Json.create().write(event));
            assertThat(result).isEqualTo(FunctionResult.success(null));
        }
    }
}
