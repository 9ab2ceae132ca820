package io.dispatchframework.events.drivers;

import io.dispatchframework.events.driver.Acceptance;
import io.dispatchframework.events.driver.DriverContext;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.DataKind;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.time.TimeSource;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import jdk.jfr.EventSettings;
import jdk.jfr.FlightRecorder;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingStream;

/**
 * One run of a {@link FlightRecorderDriver}.
 *
 * <p>The recorder's thread makes events and puts them into a bounded queue, or counts those for which there is no room;
 * it never waits. A thread of the driver takes them out, hands them to the sink, and tells how it goes.
 */
final class Recording {

    private static final int LONGEST_EVENT_TYPE = 128;
    private static final String OWN_THREADS = "dispatch-";
    private static final String RECORDER_THREADS = "JFR ";

    /** Bounds what the recorder keeps on disk, should reading fall behind. */
    private static final long MOST_BYTES = 64L * 1024 * 1024;

    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
    private static final Duration WAIT_IF_UNKNOWN = Duration.ofSeconds(1);
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(10);

    private final DriverContext context;
    private final List<RecordedType> types;
    private final BlockingQueue<CloudEvent> queue;
    private final RecordingStream stream;
    private final AtomicLong dropped = new AtomicLong();

    /** Names that the JVM does not know yet: an application's own events are known once their classes are loaded. */
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();

    private volatile boolean stopped;

    // Owned by the thread that emits.
    private String told = "";
    private String noRoom = "";
    private String fault = "";
    private long invalid;

    Recording(DriverContext context) {
        this.context = context;
        types = RecordedType.parse(context.settings().text(FlightRecorderDriver.EVENTS));
        queue = new ArrayBlockingQueue<>((int) context.settings().integer(FlightRecorderDriver.BUFFER));
        stream = new RecordingStream();
    }

    void start() {
        boolean started = false;
        try {
            stream.setMaxSize(MOST_BYTES);
            stream.onEvent(this::take);
            stream.onError(context::failed);
            stream.onClose(() -> {
                if (!stopped) {
                    context.failed(new IllegalStateException("the flight recorder has ended its stream"));
                }
            });
            for (RecordedType type : types) {
                EventSettings settings = stream.enable(type.name()).withoutStackTrace();
                if (type.threshold() != null) {
                    settings.withThreshold(type.threshold());
                }
                if (type.period() != null) {
                    settings.withPeriod(type.period());
                }
            }
            stream.startAsync();
            types.forEach(type -> unknown.add(type.name()));
            FlightRecorder.getFlightRecorder().getEventTypes().forEach(type -> unknown.remove(type.getName()));
            context.run("events", this::emit);
            started = true;
        } finally {
            if (!started) {
                stopped = true;
                stream.close();
            }
        }
    }

    void stop() throws InterruptedException {
        stopped = true;
        stream.close();
        stream.awaitTermination(STOP_LIMIT);
    }

    // ---------------------------------------------------------------- on the recorder's thread

    private void take(RecordedEvent recorded) {
        if (isEcho(recorded)) {
            return;
        }
        String name = recorded.getEventType().getName();
        if (!unknown.isEmpty()) {
            unknown.remove(name);
        }
        if (queue.remainingCapacity() == 0) { // nobody else puts anything in
            dropped.incrementAndGet();
            return;
        }
        CloudEvent event = context.sink()
                .event(eventType(name))
                .eventTime(recorded.getStartTime().atOffset(ZoneOffset.UTC))
                .contentType("application/json")
                .data(RecordedFields.toJson(recorded), DataKind.JSON)
                .build();
        queue.add(event);
    }

    private static boolean isEcho(RecordedEvent recorded) {
        RecordedThread thread = recorded.getThread();
        String name = thread == null ? null : thread.getJavaName();
        return name != null && (name.startsWith(OWN_THREADS) || name.startsWith(RECORDER_THREADS));
    }

    private static String eventType(String name) {
        String fit = name.replaceAll("[^a-zA-Z0-9_.\\-]", "_");
        return fit.length() > LONGEST_EVENT_TYPE ? fit.substring(0, LONGEST_EVENT_TYPE) : fit;
    }

    // ---------------------------------------------------------------- on the driver's thread

    private void emit() throws InterruptedException {
        tell();
        while (true) {
            CloudEvent event = queue.take();
            Acceptance answer = context.sink().emit(event);
            while (answer instanceof Acceptance.Refused refused) {
                noRoom = (refused.failed() ? "the manager failed: " : "the manager has no room: ") + refused.reason();
                tell();
                pause(refused.retryAfter() == null ? WAIT_IF_UNKNOWN : refused.retryAfter());
                answer = context.sink().emit(event);
            }
            noRoom = "";
            if (answer instanceof Acceptance.Closed) {
                return;
            }
            if (answer instanceof Acceptance.Invalid refused) {
                invalid++;
                fault = invalid + " events were refused as invalid, the last was " + event.eventType() + ": "
                        + refused.violations().stream().map(Violation::message).collect(Collectors.joining("; "));
            }
            tell();
        }
    }

    private void tell() {
        List<String> notes = new ArrayList<>();
        if (!unknown.isEmpty()) {
            notes.add("this JVM knows no event named "
                    + unknown.stream().sorted().collect(Collectors.joining(", ")) + " yet");
        }
        long lost = dropped.get();
        if (lost > 0) {
            notes.add(lost + " events were dropped, since the buffer was full");
        }
        notes.add(noRoom);
        notes.add(fault);
        String note = notes.stream().filter(each -> !each.isEmpty()).collect(Collectors.joining("; "));
        if (note.equals(told)) {
            return;
        }
        told = note;
        if (note.isEmpty()) {
            context.healthy();
        } else {
            context.degraded(note);
        }
    }

    private void pause(Duration wait) throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        TimeSource.Timer timer =
                context.time().schedule(wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait, over::countDown);
        try {
            over.await();
        } finally {
            timer.cancel();
        }
    }
}
