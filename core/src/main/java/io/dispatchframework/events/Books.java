package io.dispatchframework.events;

import io.dispatchframework.events.delivery.DeadLetter;
import io.dispatchframework.events.delivery.Delivery;
import io.dispatchframework.events.delivery.DeliveryListener;
import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.delivery.DeliveryStatistics;
import io.dispatchframework.events.delivery.Failure;
import io.dispatchframework.events.event.CloudEvent;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Counts what happens, and tells those who listen. */
final class Books {

    private static final Logger LOG = System.getLogger(DeliveryListener.class.getName());

    /** About so many threads can count at the same time, and then some. */
    private static final int MOST_TALLIES = 4 * Runtime.getRuntime().availableProcessors();

    private final List<DeliveryListener> listeners;
    private final LongAdder emittedToOne = new LongAdder();
    private final LongAdder emitted = new LongAdder();
    private final LongAdder matched = new LongAdder();
    private final LongAdder doneByAttempt = new LongAdder();
    private final List<Tally> tallies = new CopyOnWriteArrayList<>();
    private final LongAdder done = new LongAdder();
    private final LongAdder dead = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final LongAdder skipped = new LongAdder();
    private final LongAdder handedOver = new LongAdder();
    private final LongAdder attempts = new LongAdder();
    private final LongAdder attemptsEnded = new LongAdder();
    private final LongAdder timeouts = new LongAdder();
    private final LongAdder lateEnds = new LongAdder();
    private final LongAdder duplicates = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder deadLettersDropped = new LongAdder();

    Books(List<DeliveryListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    void emitted(CloudEvent event, List<? extends Delivery> deliveries) {
        int size = deliveries.size();
        if (size == 1) {
            emittedToOne.increment(); // the usual case, once for both counts
        } else {
            emitted.increment();
            matched.add(size);
        }
        if (!listeners.isEmpty()) {
            notifyListeners(listener -> listener.emitted(event, deliveries));
        }
    }

    /** Counts a delivery that another process has emitted and this one works on, or one that is redriven. */
    void adopted() {
        matched.increment();
    }

    void duplicate(CloudEvent event) {
        emitted.increment();
        duplicates.increment();
        notifyListeners(listener -> listener.duplicate(event));
    }

    /**
     * Opens a tally, which counts from now on: one thread at a time may write there what others write into the books.
     *
     * @return {@code null} if there are enough: more threads than that wait in their functions, and do not dispute a counter
     */
    @Nullable
    Tally openTally() {
        if (tallies.size() >= MOST_TALLIES) {
            return null;
        }
        Tally opened = new Tally();
        tallies.add(opened);
        return opened;
    }

    /** Counts an attempt that begins, in the tally of the thread that makes it, if it has one. */
    void started(Delivery delivery, int attempt, @Nullable Tally tally) {
        if (tally != null) {
            tally.started();
        } else {
            attempts.increment();
        }
        if (!listeners.isEmpty()) {
            notifyListeners(listener -> listener.started(delivery, attempt));
        }
    }

    /** Counts an attempt whose function has ended, in time or not. */
    void attemptEnded() {
        attemptsEnded.increment();
    }

    void timedOut() {
        timeouts.increment();
    }

    void endedLate(Delivery delivery, int attempt) {
        lateEnds.increment();
        notifyListeners(listener -> listener.endedLate(delivery, attempt));
    }

    void retried(Delivery delivery, int attempt, Failure why, Duration delay) {
        retries.increment();
        notifyListeners(listener -> listener.retried(delivery, attempt, why, delay));
    }

    void dropped(DeadLetter letter) {
        deadLettersDropped.increment();
        notifyListeners(listener -> listener.deadLetterDropped(letter));
    }

    /** Counts an attempt whose function has ended, and its delivery with it: the usual end, counted once for both. */
    void attemptEndedAs(DeliveryOutcome.Done end, Delivery delivery, @Nullable Tally tally) {
        if (tally != null) {
            tally.done();
        } else {
            doneByAttempt.increment();
        }
        if (!listeners.isEmpty()) {
            notifyListeners(listener -> listener.succeeded(delivery, end));
        }
    }

    /** Writes down the end of a delivery in any other way; called once for each. */
    void ended(Delivery delivery, DeliveryOutcome end) {
        if (end instanceof DeliveryOutcome.Done success) {
            done.increment();
            if (!listeners.isEmpty()) {
                notifyListeners(listener -> listener.succeeded(delivery, success));
            }
        } else if (end instanceof DeliveryOutcome.Dead failed) {
            dead.increment();
            notifyListeners(listener -> listener.deadLettered(delivery, failed));
        } else if (end instanceof DeliveryOutcome.Refused refusal) {
            refused.increment();
            notifyListeners(listener -> listener.refused(delivery, refusal));
        } else if (end instanceof DeliveryOutcome.Cancelled cancellation) {
            cancelled.increment();
            notifyListeners(listener -> listener.cancelled(delivery, cancellation));
        } else if (end instanceof DeliveryOutcome.Skipped skip) {
            skipped.increment();
            notifyListeners(listener -> listener.skipped(delivery, skip));
        } else if (end instanceof DeliveryOutcome.HandedOver handover) {
            handedOver.increment();
            notifyListeners(listener -> listener.handedOver(delivery, handover));
        } else {
            throw new IllegalArgumentException("no end: " + end);
        }
    }

    private void notifyListeners(Consumer<DeliveryListener> what) {
        for (DeliveryListener listener : listeners) {
            try {
                what.accept(listener);
            } catch (Throwable thrown) { // an Error too: it is the listener's failure, not the delivery's
                LOG.log(
                        Level.WARNING,
                        "a delivery listener failed: " + listener.getClass().getName(),
                        thrown);
            }
        }
    }

    /** Reads the ends before the beginnings, so that what moves meanwhile counts as pending. */
    DeliveryStatistics snapshot(long ignoredSettlements) {
        long doneByAttemptNow = doneByAttempt.sum() + sum(Tally::doneNow);
        long doneNow = doneByAttemptNow + done.sum();
        long deadNow = dead.sum();
        long refusedNow = refused.sum();
        long cancelledNow = cancelled.sum();
        long skippedNow = skipped.sum();
        long handedOverNow = handedOver.sum();
        long attemptsEndedNow = doneByAttemptNow + attemptsEnded.sum();
        long toOneNow = emittedToOne.sum();
        long matchedNow = toOneNow + matched.sum();
        long ended = doneNow + deadNow + refusedNow + cancelledNow + skippedNow + handedOverNow;
        long attemptsNow = attempts.sum() + sum(Tally::startedNow);
        long lateEndsNow = lateEnds.sum();
        long timeoutsNow = timeouts.sum();
        return new StatisticsSnapshot(
                toOneNow + emitted.sum(),
                matchedNow,
                doneNow,
                deadNow,
                refusedNow,
                cancelledNow,
                skippedNow,
                handedOverNow,
                matchedNow - ended,
                attemptsNow - attemptsEndedNow,
                timeoutsNow - lateEndsNow,
                attemptsNow,
                retries.sum(),
                timeoutsNow,
                lateEndsNow,
                ignoredSettlements,
                duplicates.sum(),
                deadLettersDropped.sum());
    }

    /** Tells whether a thread that has a tally is about to tell of an end. */
    boolean isAnyTallyAnnouncing() {
        return tallies.stream().anyMatch(Tally::isAnnouncing);
    }

    private long sum(ToLongFunction<Tally> count) {
        long sum = 0;
        for (Tally tally : tallies) {
            sum += count.applyAsLong(tally);
        }
        return sum;
    }
}
