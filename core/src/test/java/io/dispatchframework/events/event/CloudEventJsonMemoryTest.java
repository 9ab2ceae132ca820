package io.dispatchframework.events.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reads more than the heap holds, in a JVM of its own. */
class CloudEventJsonMemoryTest {

    private static final long MIB = 1024 * 1024;

    enum Form {
        ONE_AFTER_ANOTHER("", "\n", ""),
        LIST("[", ",", "]"),
        LINES("", "\n", "");

        final String opening;
        final String separator;
        final String closing;

        Form(String opening, String separator, String closing) {
            this.opening = opening;
            this.separator = separator;
            this.closing = closing;
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void stream_of64MiB_needsAHeapOf20MiB(Form form) throws Exception {
        readInChildJvm("-Xmx20m", form, 64 * MIB);
    }

    @Test
    @Tag("slow")
    void stream_of2GiB_needsAHeapOf64MiB() throws Exception {
        readInChildJvm("-Xmx64m", Form.ONE_AFTER_ANOTHER, 2048 * MIB);
    }

    private static void readInChildJvm(String heap, Form form, long bytes) throws Exception {
        Process child = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        heap,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        form.name(),
                        Long.toString(bytes)))
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(child.waitFor()).as(output).isZero();
            assertThat(output.strip()).isEqualTo("read " + EndlessEvents.count(form, bytes) + " events");
        } finally {
            child.destroyForcibly();
        }
    }

    /** What runs in the other JVM. */
    static final class Child {

        private Child() {}

        public static void main(String[] args) {
            Form form = Form.valueOf(args[0]);
            CloudEventJson json = form == Form.LINES
                    ? CloudEventJson.builder()
                            .lines(fault -> {
                                throw fault;
                            })
                            .build()
                    : CloudEventJson.create();
            try (var events = json.stream(new EndlessEvents(form, Long.parseLong(args[1])))) {
                System.out.println("read " + events.count() + " events");
            }
        }
    }

    /** Makes events as they are read. */
    private static final class EndlessEvents extends InputStream {

        private static final String EVENT = CloudEventJson.create()
                .write(CloudEvent.builder("user.created")
                        .eventTime(null)
                        .extension("trace", "abc")
                        .data("äöü😀 ".repeat(50))
                        .build());

        private final byte[] event;
        private final byte[] closing;
        private long remainingEvents;
        private byte[] current;
        private int at;
        private boolean ended;

        EndlessEvents(Form form, long bytes) {
            event = (form.separator + EVENT).getBytes(StandardCharsets.UTF_8);
            closing = form.closing.getBytes(StandardCharsets.UTF_8);
            current = (form.opening + EVENT).getBytes(StandardCharsets.UTF_8);
            remainingEvents = count(form, bytes) - 1;
        }

        static long count(Form form, long bytes) {
            return bytes / (form.separator + EVENT).getBytes(StandardCharsets.UTF_8).length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            while (at == current.length) {
                if (ended) {
                    return -1;
                }
                ended = remainingEvents == 0;
                current = ended ? closing : event;
                remainingEvents--;
                at = 0;
            }
            int count = Math.min(length, current.length - at);
            System.arraycopy(current, at, target, offset, count);
            at += count;
            return count;
        }
    }
}
