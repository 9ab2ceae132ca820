package io.dispatchframework.events.http;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.CloudEventJson;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Clients that send as fast as they can, good requests and bad ones, and keep books of the answers. */
final class LoadClient {

    private static final CloudEventJson JSON = CloudEventJson.create();
    private static final String PAYLOAD = "{\"name\":\"J\u00f6n\",\"filler\":\"" + "x".repeat(300) + "\"}";
    private static final int MOST_EVENTS = 5;

    /** What is sent, and what it is answered with where there is room to read it. */
    enum Kind {
        GOOD(201),
        HEALTH(200),
        INVALID(400),
        MALFORMED(400),
        BROKEN_UTF8(400),
        DEEP(400),
        WRONG_TYPE(415),
        TOO_LONG(413);

        private final int status;

        Kind(int status) {
            this.status = status;
        }
    }

    /** The answers of the server so far. */
    static final class Books {
        final LongAdder requests = new LongAdder();
        final LongAdder answers = new LongAdder();

        final LongAdder created = new LongAdder();
        final AtomicLong createdDigest = new AtomicLong();

        /** Events that were offered to the manager, and for which it had no room. */
        final LongAdder refused = new LongAdder();

        /** Requests with one invalid event, that were offered to the manager. */
        final LongAdder invalid = new LongAdder();

        /** Requests that there was no room for before the manager was asked. */
        final LongAdder turnedAway = new LongAdder();

        final LongAdder cutOff = new LongAdder();
        final Queue<String> faults = new ConcurrentLinkedQueue<>();
    }

    private record Request(Kind kind, ByteBuffer content, int events, long digest) {

        Request(Kind kind, byte[] content) {
            this(kind, ByteBuffer.wrap(content), 0, 0);
        }
    }

    private record Answer(int status, boolean closes, String body) {}

    private final URI address;
    private final int maxBody;
    private final int mostPipelined;
    final Books books = new Books();

    /**
     * Makes clients.
     *
     * @param maxBody the driver's setting
     * @param mostPipelined how many requests a client may send before it reads the first answer
     */
    LoadClient(URI address, int maxBody, int mostPipelined) {
        this.address = address;
        this.maxBody = maxBody;
        this.mostPipelined = mostPipelined;
    }

    /** Sends on so many connections at once, each of them opened again when the server has closed it. */
    List<Thread> start(int connections, int requestsEach, long seed) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            int client = i;
            Thread thread = new Thread(() -> run(client, requestsEach, new Random(seed + client)), "load-" + client);
            thread.start();
            threads.add(thread);
        }
        return threads;
    }

    private void run(int client, int requests, Random random) {
        long id = (long) client << 40;
        int left = requests;
        try {
            while (left > 0) {
                try (Socket socket = new Socket()) {
                    socket.connect(new InetSocketAddress(address.getHost(), address.getPort()));
                    socket.setTcpNoDelay(true);
                    InputStream in = new BufferedInputStream(socket.getInputStream());
                    boolean open = true;
                    while (open && left > 0) {
                        List<Request> batch = batch(random, Math.min(left, mostPipelined), id);
                        left -= batch.size();
                        id += (long) batch.size() * MOST_EVENTS;
                        open = exchange(socket, in, batch);
                    }
                }
            }
        } catch (IOException | RuntimeException failed) {
            books.faults.add("client " + client + " failed: " + failed);
        }
    }

    /** Sends requests one behind the other, and reads as many answers; tells whether the connection is open still. */
    private boolean exchange(Socket socket, InputStream in, List<Request> batch) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Request request : batch) {
            all.writeBytes(request.content().array());
        }
        books.requests.add(batch.size());
        all.writeTo(socket.getOutputStream());
        for (int i = 0; i < batch.size(); i++) {
            Answer answer = read(in);
            book(batch.get(i), answer);
            if (answer.closes()) {
                books.cutOff.add(batch.size() - i - 1L);
                return false;
            }
        }
        return true;
    }

    private void book(Request request, Answer answer) {
        books.answers.increment();
        Kind kind = request.kind();
        boolean turnedAway = answer.status() == 429 && answer.body().contains("too many requests");
        if (turnedAway) {
            books.turnedAway.increment();
        } else if (kind == Kind.GOOD && answer.status() == 429) {
            books.refused.add(request.events());
        } else if (answer.status() != kind.status) {
            books.faults.add(kind + " was answered with " + answer);
        } else if (kind == Kind.GOOD) {
            books.created.add(request.events());
            books.createdDigest.addAndGet(request.digest());
        } else if (kind == Kind.INVALID) {
            books.invalid.increment();
        }
    }

    // ---------------------------------------------------------------- requests

    private List<Request> batch(Random random, int most, long firstId) {
        List<Request> batch = new ArrayList<>();
        int size = 1 + random.nextInt(most);
        while (batch.size() < size) {
            Request request = request(random, firstId + (long) batch.size() * MOST_EVENTS);
            batch.add(request);
            if (request.kind() == Kind.TOO_LONG) {
                break; // the server closes the connection behind its answer
            }
        }
        return batch;
    }

    private Request request(Random random, long id) {
        int dice = random.nextInt(100);
        if (dice < 80) {
            return good(1 + random.nextInt(MOST_EVENTS), id, random.nextBoolean());
        }
        if (dice < 83) {
            byte[] get = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            return new Request(Kind.HEALTH, get);
        }
        if (dice < 87) {
            return post(Kind.INVALID, "[" + event(id) + "," + event(id + 1).replace("load.test", "load test") + "]");
        }
        if (dice < 91) {
            return post(Kind.MALFORMED, event(id) + "\n{\"event-type\":");
        }
        if (dice < 94) {
            byte[] broken = event(id).replace("J\u00f6n", "J??n").getBytes(StandardCharsets.UTF_8);
            broken[new String(broken, StandardCharsets.ISO_8859_1).indexOf("??")] = (byte) 0xC0;
            return post(Kind.BROKEN_UTF8, broken, "application/json");
        }
        if (dice < 97) {
            return post(Kind.DEEP, "{\"data\":" + "[".repeat(5_000));
        }
        if (dice < 99) {
            return post(Kind.WRONG_TYPE, event(id).getBytes(StandardCharsets.UTF_8), "text/plain");
        }
        // The driver reads so much that the answer does not meet a connection that was reset.
        return post(Kind.TOO_LONG, " ".repeat(maxBody + 1 + random.nextInt(16 * 1024)));
    }

    private static Request good(int events, long firstId, boolean list) {
        StringBuilder body = new StringBuilder();
        long digest = 0;
        for (int i = 0; i < events; i++) {
            body.append(i == 0 ? "" : list ? "," : "\n").append(event(firstId + i));
            digest += FrontDoor.digest(firstId + i);
        }
        String whole = list ? "[" + body + "]" : body.toString();
        Request request = post(Kind.GOOD, whole);
        return new Request(Kind.GOOD, request.content(), events, digest);
    }

    private static String event(long id) {
        return JSON.write(CloudEvent.builder("load.test")
                .eventId(Long.toString(id))
                .data(PAYLOAD)
                .build());
    }

    private static Request post(Kind kind, String body) {
        return post(kind, body.getBytes(StandardCharsets.UTF_8), "application/json");
    }

    private static Request post(Kind kind, byte[] body, String type) {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type + "\r\nContent-Length: "
                        + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(body);
        return new Request(kind, request.toByteArray());
    }

    // ---------------------------------------------------------------- answers

    private static Answer read(InputStream in) throws IOException {
        int status = Integer.parseInt(line(in).split(" ", -1)[1]);
        int length = 0;
        boolean closes = false;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(
                        lower.substring("content-length:".length()).strip());
            } else if (lower.startsWith("connection:")) {
                closes = lower.endsWith("close");
            }
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the answer " + status + " has no end");
        }
        return new Answer(status, closes, new String(body, StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int c = in.read();
        for (; c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        if (c < 0) {
            throw new EOFException("the connection ended without an answer, after '" + line + "'");
        }
        return line.toString();
    }
}
