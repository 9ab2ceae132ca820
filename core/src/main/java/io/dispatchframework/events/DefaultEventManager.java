package io.dispatchframework.events;

import io.dispatchframework.events.delivery.DeadLetter;
import io.dispatchframework.events.delivery.DeadLetterStore;
import io.dispatchframework.events.delivery.Delivery;
import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.delivery.DeliveryEngine.Capability;
import io.dispatchframework.events.delivery.DeliveryListener;
import io.dispatchframework.events.delivery.DeliveryStatistics;
import io.dispatchframework.events.delivery.EngineHandle;
import io.dispatchframework.events.delivery.EnqueueResult;
import io.dispatchframework.events.delivery.EnqueueResult.Accepted;
import io.dispatchframework.events.delivery.EnqueueResult.Level;
import io.dispatchframework.events.delivery.EnqueueResult.Refused;
import io.dispatchframework.events.delivery.Failure;
import io.dispatchframework.events.delivery.Intake;
import io.dispatchframework.events.error.ClosedException;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.CloudEventJson;
import io.dispatchframework.events.event.DataKind;
import io.dispatchframework.events.event.EventValidator;
import io.dispatchframework.events.event.InvalidEventException;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.function.FunctionInvoker;
import io.dispatchframework.events.store.ResourceStore;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.subscription.SubscriptionStore;
import io.dispatchframework.events.subscription.internal.IndexedSubscription;
import io.dispatchframework.events.subscription.internal.Match;
import io.dispatchframework.events.subscription.internal.SubscriptionIndex;
import io.dispatchframework.events.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The manager: validates, matches, and hands over to the engine.
 *
 * <p>The rest of an event's way is in {@link AttemptHandler}, which the engine calls for each attempt, and in
 * {@link LocalDelivery}, where the outcome is set.
 */
final class DefaultEventManager implements EventManager {

    private final EventValidator validator;
    private final SubscriptionStore store;
    private final FunctionInvoker functions;
    private final DeliveryEngine engine;
    private final SubscriptionIndex index;
    private final LocalDeliveries deliveries;
    private final EngineHandle running;
    private final SubscriptionFollower follower;
    private final Subscriptions subscriptions;
    private final DeadLetters deadLetters;
    private final Books books;
    private final CompletableFuture<EnqueueResult> nothingToEnqueue;
    private final @Nullable ManagedDrivers drivers;
    private final Shutdown shutdown;
    private final CloudEventJson payloads = CloudEventJson.create();

    DefaultEventManager(
            EventValidator validator,
            SubscriptionStore store,
            FunctionInvoker functions,
            DeliveryPolicy policy,
            DeadLetterStore letters,
            List<DeliveryListener> listeners,
            DeliveryEngine engine,
            Workforce workforce,
            int maxInFlight,
            TimeSource time,
            Duration closeGrace,
            ManagedDrivers.@Nullable Parts driverParts) {
        this.validator = validator;
        this.store = store;
        this.functions = functions;
        this.engine = engine;
        index = new SubscriptionIndex(time);
        books = new Books(listeners);
        deliveries = new LocalDeliveries(index, engine.capabilities(), books);
        HeldDeliveries held = new HeldDeliveries();
        running = engine.start(
                new AttemptHandler(functions, policy, time, deliveries, held, letters, books),
                new Intake(workforce.executor(), time, maxInFlight));
        follower = new SubscriptionFollower(index, running, held);
        drivers = driverParts == null
                ? null
                : new ManagedDrivers(driverParts, new DriverEmitter(this::emitTogether), time, this::refuseIfClosed);
        shutdown = new Shutdown(running, deliveries, held, workforce, time, closeGrace, drivers);
        subscriptions = new StoredSubscriptions(store, follower, this::refuseIfClosed);
        deadLetters = new StoredDeadLetters(letters, this::redrive);
        nothingToEnqueue = CompletableFuture.completedFuture(
                new Accepted(engine.capabilities().contains(Capability.DURABLE) ? Level.DURABLE : Level.MEMORY));
    }

    /** Follows the store; returns once everything in it is known. */
    void start() {
        ResourceStore.Watch watch = store.watch(follower);
        shutdown.afterwards(watch::close);
        shutdown.afterwards(index::close);
        follower.firstReady().join();
        if (drivers != null) {
            shutdown.afterwards(drivers::unwatch);
            drivers.start(); // last: what they emit is to find everything in its place
        }
    }

    @Override
    public Emission emit(CloudEvent event) {
        Objects.requireNonNull(event, "event");
        refuseIfClosed();
        requireValid(event);
        List<LocalDelivery> matched = match(event);
        return new DefaultEmission(event, matched, enqueue(matched));
    }

    @Override
    public Emission emit(String eventType, String json) {
        Objects.requireNonNull(eventType, "eventType");
        payloads.requireValue(json);
        return emit(CloudEvent.builder(eventType)
                .contentType("application/json")
                .data(json, DataKind.JSON)
                .build());
    }

    @Override
    public List<Emission> emitAll(Collection<CloudEvent> events) {
        List<CloudEvent> all = List.copyOf(events);
        refuseIfClosed();
        return emitTogether(all);
    }

    /** Emits all or none; for drivers, which may emit until they have stopped, also while the manager is closing. */
    private List<Emission> emitTogether(List<CloudEvent> all) {
        all.forEach(this::requireValid);
        List<List<LocalDelivery>> matched = all.stream().map(this::match).toList();
        CompletableFuture<EnqueueResult> accepted =
                enqueue(matched.stream().flatMap(List::stream).toList());
        List<Emission> emissions = new ArrayList<>(all.size());
        for (int i = 0; i < all.size(); i++) {
            List<LocalDelivery> own = matched.get(i);
            emissions.add(new DefaultEmission(all.get(i), own, own.isEmpty() ? nothingToEnqueue : accepted));
        }
        return List.copyOf(emissions);
    }

    private void requireValid(CloudEvent event) {
        List<Violation> violations = validator.validate(event);
        if (!violations.isEmpty()) {
            throw new InvalidEventException(event, violations);
        }
    }

    private List<LocalDelivery> match(CloudEvent event) {
        Match matched = index.match(event.sourceType(), event.eventType());
        List<LocalDelivery> made = new ArrayList<>(matched.size());
        for (int i = 0; i < matched.size(); i++) {
            IndexedSubscription indexed = matched.get(i);
            Subscription subscription = indexed.current();
            if (subscription != null) { // it may be deleted right now
                made.add(new LocalDelivery(event, indexed, subscription, books));
            }
        }
        books.emitted(event, made);
        return made;
    }

    /** Emits a dead delivery once more, {@code null} if its subscription is gone. */
    private @Nullable Emission redrive(DeadLetter letter) {
        refuseIfClosed();
        LocalDelivery delivery = deliveries.adopt(
                Delivery.of(letter.event(), letter.subscriptionName(), letter.subscriptionCreatedRevision()));
        if (delivery == null) {
            return null;
        }
        List<LocalDelivery> one = List.of(delivery);
        return new DefaultEmission(letter.event(), one, enqueue(one));
    }

    private CompletableFuture<EnqueueResult> enqueue(List<LocalDelivery> matched) {
        if (matched.isEmpty()) {
            return nothingToEnqueue;
        }
        deliveries.remember(matched);
        CompletableFuture<EnqueueResult> taken;
        try {
            taken = engine.enqueue(matched).toCompletableFuture();
        } catch (RuntimeException failed) {
            taken = CompletableFuture.failedFuture(failed);
        }
        if (taken.isDone() && !taken.isCompletedExceptionally() && taken.join() instanceof Accepted) {
            return taken;
        }
        return taken.handle((result, failed) -> {
            EnqueueResult answer =
                    failed == null ? result : new Refused("the delivery engine failed: " + Failure.of(failed));
            if (answer instanceof Refused refused) {
                matched.forEach(delivery -> delivery.refuse(refused.reason()));
            }
            return answer;
        });
    }

    @Override
    public Subscriptions subscriptions() {
        return subscriptions;
    }

    @Override
    public EventDriverTypes driverTypes() {
        return managedDrivers().types();
    }

    @Override
    public EventDrivers drivers() {
        return managedDrivers().drivers();
    }

    private ManagedDrivers managedDrivers() {
        if (drivers == null) {
            throw ManagedDrivers.Parts.absent();
        }
        return drivers;
    }

    @Override
    public DeadLetters deadLetters() {
        return deadLetters;
    }

    @Override
    public DeliveryStatistics statistics() {
        return books.snapshot();
    }

    @Override
    public Explanation explain(CloudEvent event) {
        return new LiveExplanation(Objects.requireNonNull(event, "event"), validator, index, functions);
    }

    private void refuseIfClosed() {
        if (shutdown.hasBegun()) {
            throw new ClosedException("the event manager");
        }
    }

    @Override
    public void close() {
        CompletableFuture<Void> closed = shutdown.begin();
        if (!running.isHandlerThread() && !shutdown.isEndedBy(Thread.currentThread())) {
            closed.join();
        }
    }
}
