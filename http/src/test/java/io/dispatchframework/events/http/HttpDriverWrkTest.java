package io.dispatchframework.events.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Saturation by {@code wrk}, which keeps books of its own; only where that is installed. */
@Tag("slow")
@Timeout(300)
class HttpDriverWrkTest {

    private static final int SECONDS = 30;

    /** The time after the load, in which what is on the way is answered: wrk counts nothing that comes later. */
    private static final int SECONDS_TO_DRAIN = 5;

    private static final int CONNECTIONS = 120;
    private static final int FEWEST_ROUNDS = 3;

    private final long seed = new Random().nextInt(1_000_000);

    @Test
    void saturation_byWrk_everyRequestHasAnAnswer_andTheBooksAgree() throws Exception {
        Books books = run(Map.of("maxBody", "16384", "timeout", "60"));

        assertThat(books.counts.get("errors"))
                .allSatisfy((kind, count) -> assertThat(count).as(kind).isZero());
        assertThat(books.sum("answered")).isEqualTo(books.sum("sent"));
        assertThat(books.counts.get("answered"))
                .containsOnlyKeys("200", "201", "400", "400-invalid", "413", "415", "429-no-room");
    }

    @Test
    void saturation_byWrk_moreRequestsThanMayWait_theBooksAgree() throws Exception {
        Books books = run(Map.of("maxBody", "16384", "timeout", "60", "threads", "16", "waiting", "48"));

        // There is a second to turn a request away, which a machine with too much to do may take.
        long cutOff = books.sum("sent") - books.sum("answered");
        Map<String, Long> errors = new TreeMap<>(Map.of("connect", 0L, "write", 0L, "timeout", 0L));
        errors.put("read", cutOff);
        assertThat(books.counts.get("errors")).isEqualTo(errors);
        assertThat(cutOff).isLessThan(books.answered("429-turned-away"));
        assertThat(books.counts.get("answered"))
                .containsOnlyKeys("200", "201", "400", "400-invalid", "413", "415", "429-no-room", "429-turned-away");
    }

    /** Lets wrk send as fast as it can, while there is room now and then; compares the books of both sides. */
    private Books run(Map<String, String> settings) throws Exception {
        Optional<Path> wrk = onPath("wrk");
        assumeThat(wrk).as("wrk on the PATH").isPresent();
        System.out.println("seed " + seed);
        try (FrontDoorProcess server = FrontDoorProcess.start(settings)) {
            Process load = start(wrk.orElseThrow(), server.address());
            try {
                List<Long> heap = new ArrayList<>();
                long ends = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
                while (System.nanoTime() < ends) {
                    server.shut();
                    awaitMore(server::refused, 100, ends);
                    server.open();
                    awaitMore(server::accepted, 1_000, ends);
                    heap.add(server.heap());
                }
                Books books = new Books(new String(load.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
                assertThat(load.waitFor()).isZero();
                System.out.println(books + "; kilobytes of heap after a collection: " + heap);
                assertThat(server.report()).isEqualTo(books.report().toString());
                assertThat(heap).hasSizeGreaterThan(FEWEST_ROUNDS);
                assertThat(heap.get(heap.size() - 1))
                        .as("memory grows: %s", heap)
                        .isLessThan(heap.get(0) + 4 * 1024);
                assertThat(server.stop()).isEqualTo("[]");
                return books;
            } finally {
                load.destroyForcibly();
            }
        }
    }

    private static Optional<Path> onPath(String command) {
        return Arrays.stream(Objects.requireNonNullElse(System.getenv("PATH"), "")
                        .split(Pattern.quote(File.pathSeparator), -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, command))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private Process start(Path wrk, URI address) throws Exception {
        URI script = Objects.requireNonNull(HttpDriverWrkTest.class.getResource("/wrk/load.lua"), "load.lua")
                .toURI();
        return new ProcessBuilder(
                        wrk.toString(),
                        "-t2",
                        "-c" + CONNECTIONS,
                        "-d" + (SECONDS + SECONDS_TO_DRAIN) + "s",
                        "--timeout",
                        "60s",
                        "-s",
                        Path.of(script).toString(),
                        address.toString(),
                        "--",
                        Integer.toString(SECONDS),
                        Long.toString(seed))
                .redirectErrorStream(true)
                .start();
    }

    /** Waits until a count of the server has grown by so much, or the load is over. */
    private static void awaitMore(Callable<Long> count, long more, long ends) throws Exception {
        long before = count.call();
        await().atMost(Duration.ofSeconds(60)).until(() -> count.call() >= before + more || System.nanoTime() > ends);
    }

    /** What wrk's script has counted; it prints a line each: what, of which kind, how often. */
    private static final class Books {

        private static final Pattern LINE = Pattern.compile("(sent|answered|errors|seconds) (\\S+) (\\d+)");

        private final Map<String, Map<String, Long>> counts = new TreeMap<>();

        Books(String printed) throws IOException {
            printed.lines().map(LINE::matcher).forEach(line -> {
                if (line.matches()) {
                    counts.computeIfAbsent(line.group(1), any -> new TreeMap<>())
                            .put(line.group(2), Long.parseLong(line.group(3)));
                }
            });
            if (!counts.containsKey("sent") || !counts.containsKey("answered")) {
                throw new IOException("wrk has counted nothing: " + printed);
            }
        }

        private long answered(String what) {
            return counts.getOrDefault("answered", Map.of()).getOrDefault(what, 0L);
        }

        private long sum(String what) {
            return counts.getOrDefault(what, Map.of()).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }

        /** What the server must have counted: a good request has two events, of an invalid one the first is told. */
        FrontDoorProcess.Report report() {
            return FrontDoorProcess.Report.of(
                    2 * answered("201"), 2 * answered("429-no-room"), answered("400-invalid"));
        }

        @Override
        public String toString() {
            return counts.toString();
        }
    }
}
