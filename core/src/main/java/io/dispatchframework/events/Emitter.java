package io.dispatchframework.events;

import io.dispatchframework.events.delivery.DeadLetter;
import io.dispatchframework.events.delivery.Delivery;
import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.delivery.DeliveryEngine.Capability;
import io.dispatchframework.events.delivery.EnqueueResult;
import io.dispatchframework.events.delivery.EnqueueResult.Accepted;
import io.dispatchframework.events.delivery.EnqueueResult.Level;
import io.dispatchframework.events.delivery.EnqueueResult.Refused;
import io.dispatchframework.events.delivery.Failure;
import io.dispatchframework.events.error.OverloadedException;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.DuplicateWindow;
import io.dispatchframework.events.event.EventValidator;
import io.dispatchframework.events.event.InvalidEventException;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.function.HopLimitException;
import io.dispatchframework.events.subscription.internal.Match;
import io.dispatchframework.events.subscription.internal.SubscriptionIndex;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The way of an event up to the engine: validated, looked up among those seen before, matched, and handed over.
 *
 * <p>The rest of its way is in {@link AttemptHandler}, which the engine calls for each attempt, in {@link FunctionRunner} and
 * {@link ResultSettler}, and in {@link LocalDelivery}, where the outcome is set.
 */
final class Emitter {

    /** Whether the one who emits may be made to wait for room in a full engine. */
    enum Caller {
        /** Nothing that makes room depends on it. */
        MAY_WAIT,
        /** It speaks for a function or a time-out, whose end may be what makes room. */
        MAY_NOT_WAIT
    }

    private static final Logger LOG = System.getLogger(EventManager.class.getName());
    private static final Refused NO_ANSWER = new Refused("the delivery engine failed: it answered null", true);

    private final EventValidator validator;
    private final Lineage lineage;
    private final @Nullable DuplicateWindow window;
    private final SubscriptionIndex index;
    private final DeliveryMaker maker;
    private final LocalDeliveries deliveries;
    private final DeliveryEngine engine;
    private final Books books;
    private final CompletableFuture<EnqueueResult> nothingToEnqueue;

    Emitter(
            EventValidator validator,
            Lineage lineage,
            @Nullable DuplicateWindow window,
            SubscriptionIndex index,
            DeliveryMaker maker,
            LocalDeliveries deliveries,
            DeliveryEngine engine,
            Books books) {
        this.validator = validator;
        this.lineage = lineage;
        this.window = window;
        this.index = index;
        this.maker = maker;
        this.deliveries = deliveries;
        this.engine = engine;
        this.books = books;
        nothingToEnqueue = CompletableFuture.completedFuture(
                new Accepted(engine.capabilities().contains(Capability.DURABLE) ? Level.DURABLE : Level.MEMORY));
    }

    /** Emits an event from outside. */
    Emission emit(CloudEvent given, Caller caller) {
        CloudEvent event = lineage.ofOutside(given);
        requireValid(event, 0);
        if (isDuplicate(event)) {
            return duplicate(event);
        }
        Fanout matched = match(event);
        return new DefaultEmission(matched, enqueue(matched, caller), false);
    }

    /** Emits events from outside, all or none. */
    List<Emission> emitAll(List<CloudEvent> given, Caller caller) {
        return emitTogether(given.stream().map(lineage::ofOutside).toList(), caller);
    }

    /**
     * Emits what a function returned, all or none, without waiting for room.
     *
     * @return the engine's answer
     * @throws InvalidEventException if an event breaks rules
     * @throws HopLimitException if they have come too many hops
     */
    CompletableFuture<EnqueueResult> emitReturned(List<CloudEvent> returned, LocalDelivery cause) {
        List<CloudEvent> events = returned.stream()
                .map(event -> lineage.ofReturned(event, cause.event(), cause.subscriptionName()))
                .toList();
        // Those that matched nothing have an answer of their own, and all others share one.
        return emitTogether(events, Caller.MAY_NOT_WAIT).stream()
                .filter(emission -> !emission.deliveries().isEmpty())
                .map(Emission::accepted)
                .findFirst()
                .orElse(nothingToEnqueue);
    }

    /** Returns the failure of a function whose events were refused. */
    static OverloadedException refusedReturn(Refused refused) {
        return new OverloadedException("a returned event was refused: " + refused.reason());
    }

    private List<Emission> emitTogether(List<CloudEvent> events, Caller caller) {
        for (int i = 0; i < events.size(); i++) {
            requireValid(events.get(i), i);
        }
        boolean[] seen = duplicatesAmong(events); // first: the window may throw, and nothing is matched then
        List<Fanout> matched = new ArrayList<>(events.size());
        List<LocalDelivery> all = new ArrayList<>();
        for (int i = 0; i < seen.length; i++) {
            Fanout own = seen[i] ? maker.deliveriesOf(events.get(i), Match.NONE) : match(events.get(i));
            matched.add(own);
            all.addAll(own);
        }
        CompletableFuture<EnqueueResult> accepted = enqueue(all, caller);
        List<Emission> emissions = new ArrayList<>(seen.length);
        for (int i = 0; i < seen.length; i++) {
            Fanout own = matched.get(i);
            emissions.add(
                    seen[i]
                            ? duplicate(events.get(i))
                            : new DefaultEmission(own, own.isEmpty() ? nothingToEnqueue : accepted, false));
        }
        return List.copyOf(emissions);
    }

    /** Emits a dead delivery once more, {@code null} if its subscription is gone. */
    @Nullable
    Emission redrive(DeadLetter letter, Caller caller) {
        LocalDelivery delivery = deliveries.adopt(
                Delivery.of(letter.event(), letter.subscriptionName(), letter.subscriptionCreatedRevision(), null));
        if (delivery == null) {
            return null;
        }
        Fanout one = delivery.fanout();
        return new DefaultEmission(one, enqueue(one, caller), false);
    }

    private void requireValid(CloudEvent event, int index) {
        List<Violation> violations = validator.validate(event);
        if (!violations.isEmpty()) {
            throw new InvalidEventException(event, violations, index);
        }
    }

    private boolean isDuplicate(CloudEvent event) {
        return window != null && !window.add(event);
    }

    /** Tells which of several events are duplicates; where the window throws, it has seen none of them. */
    private boolean[] duplicatesAmong(List<CloudEvent> events) {
        boolean[] seen = new boolean[events.size()];
        int asked = 0;
        try {
            for (; asked < seen.length; asked++) {
                seen[asked] = isDuplicate(events.get(asked));
            }
        } catch (Throwable failed) {
            for (int i = 0; i < asked; i++) {
                if (!seen[i]) {
                    forget(events.get(i), failed);
                }
            }
            throw failed;
        }
        return seen;
    }

    private void forget(CloudEvent event, Throwable because) {
        try {
            Objects.requireNonNull(window).remove(event);
        } catch (RuntimeException failed) {
            because.addSuppressed(failed);
        }
    }

    /** Forgets an event; where the window cannot, it may be taken for a duplicate of itself when it is emitted again. */
    private void forgetRefused(CloudEvent event) {
        try {
            Objects.requireNonNull(window).remove(event);
        } catch (Throwable failed) { // an Error too: the deliveries have to come to their end
            LOG.log(Logger.Level.WARNING, () -> "the duplicate window failed to forget " + event, failed);
        }
    }

    private Emission duplicate(CloudEvent event) {
        books.duplicate(event);
        return new DefaultEmission(maker.deliveriesOf(event, Match.NONE), nothingToEnqueue, true);
    }

    private Fanout match(CloudEvent event) {
        Fanout matched = maker.deliveriesOf(event, index.match(event.sourceType(), event.eventType()));
        books.emitted(event, matched);
        if (matched.isEmpty()) { // a normal result, but also what a mistyped event type comes to
            LOG.log(Logger.Level.DEBUG, () -> event + " matches no subscription");
        }
        return matched;
    }

    private CompletableFuture<EnqueueResult> enqueue(List<LocalDelivery> matched, Caller caller) {
        if (matched.isEmpty()) {
            return nothingToEnqueue;
        }
        deliveries.remember(matched);
        CompletableFuture<EnqueueResult> taken;
        try {
            taken = engine.enqueue(matched, caller == Caller.MAY_WAIT).toCompletableFuture();
        } catch (Throwable failed) { // an Error too: the deliveries are in the books, and have to come to their end
            taken = CompletableFuture.failedFuture(failed);
        }
        if (taken.isDone() && !taken.isCompletedExceptionally() && taken.join() instanceof Accepted) {
            return taken;
        }
        return taken.handle((result, failed) -> {
            EnqueueResult answer = failed != null
                    ? new Refused("the delivery engine failed: " + Failure.of(failed), true)
                    : Objects.requireNonNullElse(result, NO_ANSWER);
            if (answer instanceof Refused refused) {
                if (window != null) { // once each: afterwards somebody else may have emitted it
                    matched.stream().map(LocalDelivery::event).distinct().forEach(this::forgetRefused);
                }
                for (LocalDelivery delivery : matched) {
                    delivery.end(delivery.refused(refused.reason()));
                }
            }
            return answer;
        });
    }
}
