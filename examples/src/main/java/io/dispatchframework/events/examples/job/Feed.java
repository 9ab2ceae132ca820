package io.dispatchframework.events.examples.job;

import io.dispatchframework.events.EventManager;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.CloudEventJson;
import io.dispatchframework.events.event.CloudEventReader;
import io.dispatchframework.events.event.InvalidEventException;
import io.dispatchframework.events.event.MalformedJsonException;
import io.dispatchframework.events.examples.job.Options.Format;
import java.io.InputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;

/**
 * Reads events and emits them on a thread of its own, at most {@value #AHEAD} steps ahead of whoever takes the steps.
 *
 * <p>So an input of any length needs the memory of {@value #AHEAD} emissions, and what comes through a pipe is told as
 * soon as it has come.
 */
final class Feed implements AutoCloseable {

    private static final int AHEAD = 256;

    private final BlockingQueue<Step> steps = new ArrayBlockingQueue<>(AHEAD);
    private final EventManager events;
    private final InputStream input;
    private final CloudEventJson json;
    private final Thread thread = new Thread(this::run, "feed");

    Feed(EventManager events, InputStream input, Format format) {
        this.events = events;
        this.input = input;
        CloudEventJson.Builder reading = CloudEventJson.builder();
        json = (format == Format.LINES ? reading.lines(fault -> hand(new Step.Malformed(fault))) : reading).build();
        thread.setDaemon(true); // it may be reading, which nothing interrupts, when nobody wants to know any more
    }

    void start() {
        thread.start();
    }

    /** Waits for the next step; after {@link Step.End} there is none. */
    Step take() throws InterruptedException {
        return steps.take();
    }

    private void run() {
        try (CloudEventReader reader = json.reader(input)) {
            for (CloudEvent event = reader.next(); event != null; event = reader.next()) {
                hand(emit(event, reader.line(), reader.column()));
            }
            hand(new Step.End(null));
        } catch (CancellationException nobodyTakesStepsAnyMore) {
            return;
        } catch (MalformedJsonException fault) {
            hand(new Step.Malformed(fault));
            hand(new Step.End(fault));
        } catch (RuntimeException | Error failure) {
            hand(new Step.End(failure));
        }
    }

    private Step emit(CloudEvent event, long line, long column) {
        try {
            return new Step.Emitted(line, events.emit(event));
        } catch (InvalidEventException refusal) {
            return new Step.Invalid(line, column, refusal);
        }
    }

    private void hand(Step step) {
        try {
            steps.put(step);
        } catch (InterruptedException closed) {
            throw new CancellationException("the feed is closed");
        }
    }

    /** Stops reading; does nothing if the input has ended. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
