package io.dispatchframework.events;

import io.dispatchframework.events.delivery.DeadLetter;
import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.delivery.DeliveryEngine.Capability;
import io.dispatchframework.events.delivery.DeliveryStatistics;
import io.dispatchframework.events.delivery.EngineHandle;
import io.dispatchframework.events.delivery.Intake;
import io.dispatchframework.events.error.ClosedException;
import io.dispatchframework.events.error.NotReadyException;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.CloudEventJson;
import io.dispatchframework.events.event.DataKind;
import io.dispatchframework.events.event.EventValidator;
import io.dispatchframework.events.function.FunctionInvoker;
import io.dispatchframework.events.internal.Nulls;
import io.dispatchframework.events.internal.Text;
import io.dispatchframework.events.store.ResourceStore;
import io.dispatchframework.events.subscription.SubscriptionStore;
import io.dispatchframework.events.subscription.internal.SubscriptionIndex;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The manager: puts the parts together, and is the door to each.
 *
 * <p>An event's way begins in {@link Emitter}.
 */
final class DefaultEventManager implements EventManager {

    private final GuardedTime time;
    private final EventValidator validator;
    private final SubscriptionStore store;
    private final FunctionInvoker functions;
    private final Workforce workforce;
    private final SubscriptionIndex index;
    private final TimeoutThread timeouts;
    private final LocalDeliveries deliveries;
    private final Emitter emitter;
    private final Announcements announcements;
    private final ResultSettler results;
    private final EngineHandle running;
    private final SubscriptionFollower follower;
    private final Subscriptions subscriptions;
    private final DeadLetters deadLetters;
    private final Books books;
    private final @Nullable ManagedDrivers drivers;
    private final Shutdown shutdown;
    private final CloudEventJson payloads = CloudEventJson.create();

    DefaultEventManager(EventManagerBuilder.Parts parts) {
        validator = parts.validator();
        store = parts.store();
        functions = parts.functions();
        workforce = parts.workforce();
        time = new GuardedTime(parts.time());
        DeliveryEngine engine = parts.engine();
        index = new SubscriptionIndex(time);
        books = new Books(parts.listeners());
        DeliveryMaker maker = new DeliveryMaker(parts.policy(), parts.contexts(), index, books);
        deliveries = new LocalDeliveries(index, maker, engine.capabilities(), books);
        emitter = new Emitter(validator, parts.lineage(), parts.duplicates(), index, maker, deliveries, engine, books);
        PausedDeliveries paused = new PausedDeliveries();
        Turnstiles turnstiles = new Turnstiles(time);
        timeouts = new TimeoutThread();
        Deadlines deadlines = new Deadlines(time, timeouts, parts.maxInFlight());
        announcements = new Announcements(books);
        results = new ResultSettler(parts.policy(), time, parts.deadLetters(), emitter, books, announcements);
        boolean leased = engine.capabilities().contains(Capability.LEASES);
        FunctionRunner runner = new FunctionRunner(functions, deadlines, workforce, results, books, emitter, leased);
        AttemptHandler handler =
                new AttemptHandler(parts.policy(), time, deliveries, paused, turnstiles, runner, results, books);
        // From here on the engine may call the handler. Until the store is known, the index is empty, and what an
        // engine has kept from before is given back to it: so nothing reaches a turnstile before there is an engine
        // to hold it.
        running = engine.start(handler, new Intake(workforce.executor(), time, parts.maxInFlight()));
        turnstiles.holdIn(running);
        follower = new SubscriptionFollower(index, running, paused, turnstiles);
        drivers = parts.drivers() == null
                ? null
                : new ManagedDrivers(
                        parts.drivers(),
                        new DriverEmitter(events -> emitter.emitAll(events, Emitter.Caller.MAY_WAIT)),
                        time,
                        this::refuseIfClosed);
        shutdown =
                new Shutdown(running, deliveries, announcements, paused, workforce, time, parts.closeGrace(), drivers);
        shutdown.afterwards(timeouts::close);
        shutdown.afterwards(deadlines::close);
        shutdown.afterwards(turnstiles::close);
        shutdown.afterwards(index::close);
        subscriptions = new StoredSubscriptions(
                store,
                follower,
                engine.capabilities().contains(Capability.KEY_ORDER),
                validator.allowsAnyEventType(),
                this::refuseIfClosed);
        deadLetters = new StoredDeadLetters(parts.deadLetters(), this::redrive);
    }

    /** Follows the store; returns once everything in it is known, or closes everything and throws. */
    void start(Duration timeout) {
        try {
            ResourceStore.Watch watch = store.watch(follower);
            shutdown.afterwards(watch::close);
            await(store, follower.firstReady(), timeout);
            deliveries.knowStore();
            if (drivers != null) {
                shutdown.afterwards(drivers::unwatch);
                drivers.start((from, ready) ->
                        await(from, ready, timeout)); // last: what they emit is to find everything in its place
            }
        } catch (RuntimeException | Error failed) {
            shutdown.atOnce();
            throw failed;
        }
    }

    private static void await(ResourceStore<?> from, CompletableFuture<Void> ready, Duration timeout) {
        try {
            ready.get(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            throw new NotReadyException(
                    "the store " + Text.escape(from.toString()) + " has not told all that is in it within " + timeout
                            + "; see what keeps it, or wait longer with .startTimeout(...)",
                    null);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new NotReadyException(
                    "the wait for the store " + Text.escape(from.toString()) + " was interrupted", interrupted);
        } catch (ExecutionException impossible) {
            throw new AssertionError("it only ever says that it is ready", impossible);
        }
    }

    @Override
    public Emission emit(CloudEvent event) {
        Objects.requireNonNull(event, "event");
        refuseIfClosed();
        return emitter.emit(event, caller());
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
        List<CloudEvent> all = Nulls.copyOf(events, "events");
        refuseIfClosed();
        return emitter.emitAll(all, caller());
    }

    /** Who is told of a time-out may not wait for room, which other time-outs may have to make. */
    private Emitter.Caller caller() {
        return timeouts.isCurrentThread() ? Emitter.Caller.MAY_NOT_WAIT : Emitter.Caller.MAY_WAIT;
    }

    private @Nullable Emission redrive(DeadLetter letter) {
        refuseIfClosed();
        return emitter.redrive(letter, caller());
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
    public void pause() {
        refuseIfClosed();
        running.pause();
    }

    @Override
    public void resume() {
        refuseIfClosed();
        running.resume();
    }

    @Override
    public DeliveryStatistics statistics() {
        return books.snapshot(running.ignoredSettlements());
    }

    @Override
    public Explanation explain(CloudEvent event) {
        return new LiveExplanation(Objects.requireNonNull(event, "event"), validator, index, functions);
    }

    @Override
    public Health health() {
        List<String> problems = new ArrayList<>();
        if (shutdown.hasBegun()) {
            problems.add("the event manager is closed");
        }
        if (!follower.isFollowing()) {
            problems.add(HealthSnapshot.outOfStep("subscription store has"));
        }
        if (drivers != null) {
            problems.addAll(drivers.problems());
        }
        problems.addAll(results.problems());
        String trouble = running.trouble();
        if (trouble != null) {
            problems.add(trouble);
        }
        String timeTrouble = time.trouble();
        if (timeTrouble != null) {
            problems.add(timeTrouble);
        }
        int lost = workforce.lost();
        if (lost >= workforce.defaultInFlight()) {
            problems.add(lost + " threads are lost to functions that ignore their time-outs, and are replaced no more");
        }
        return new HealthSnapshot(problems);
    }

    private void refuseIfClosed() {
        if (shutdown.hasBegun()) {
            throw new ClosedException("the event manager");
        }
    }

    @Override
    public void close() {
        shutdown.begin();
        if (!isWaitedFor(Thread.currentThread())) {
            shutdown.await();
        }
    }

    /** Tells whether the closing waits for a thread, which then must not wait for the closing. */
    private boolean isWaitedFor(Thread current) {
        return running.isHandlerThread()
                || timeouts.isCurrentThread()
                || announcements.isAnnouncing(current)
                || shutdown.isEndedBy(current)
                || (drivers != null && drivers.runOn(current));
    }
}
