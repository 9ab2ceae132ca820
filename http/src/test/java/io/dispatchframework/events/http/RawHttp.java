package io.dispatchframework.events.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A client that sends what no proper client would. */
final class RawHttp implements AutoCloseable {

    private final Socket socket = new Socket();

    RawHttp(URI address) throws IOException {
        socket.connect(new InetSocketAddress(address.getHost(), address.getPort()));
    }

    RawHttp send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    RawHttp send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Says that there is nothing to come, and still listens. */
    RawHttp endOfInput() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Reads until the server has closed the connection, be it rudely. */
    String answer() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        try {
            in.transferTo(all);
        } catch (IOException reset) {
            all.write(new byte[0]);
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    /** Reads the first line of the answer, {@code ""} if there is none. */
    String statusLine() throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\r'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
