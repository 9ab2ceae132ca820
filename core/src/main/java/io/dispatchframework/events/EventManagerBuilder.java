package io.dispatchframework.events;

import io.dispatchframework.events.delivery.DeadLetterStore;
import io.dispatchframework.events.delivery.DeliveryEngine;
import io.dispatchframework.events.delivery.DeliveryEngine.Capability;
import io.dispatchframework.events.delivery.DeliveryListener;
import io.dispatchframework.events.driver.EventDriverFactory;
import io.dispatchframework.events.driver.EventDriverStore;
import io.dispatchframework.events.driver.EventDriverTypeStore;
import io.dispatchframework.events.error.NotReadyException;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.DuplicateWindow;
import io.dispatchframework.events.event.EventValidator;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.function.ContextCarrier;
import io.dispatchframework.events.function.FunctionInvoker;
import io.dispatchframework.events.internal.Text;
import io.dispatchframework.events.subscription.DeliveryPolicy;
import io.dispatchframework.events.subscription.Order;
import io.dispatchframework.events.subscription.SubscriptionStore;
import io.dispatchframework.events.subscription.internal.DeliveryPolicyRules;
import io.dispatchframework.events.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Builds an {@link EventManager} from parts that are passed in explicitly; nothing is looked up or discovered.
 *
 * <p>Required: {@link #validator}, {@link #subscriptionStore}, {@link #functions}. Event drivers also need a
 * {@link #driverTypeStore}, a {@link #driverStore}, and a {@link #driverFactory} for each implementation. Everything else has
 * a default. No argument may be {@code null}. Not safe to share between threads.
 *
 * @since 0.1
 */
public final class EventManagerBuilder {

    private @Nullable EventValidator validator;
    private @Nullable SubscriptionStore subscriptionStore;
    private @Nullable FunctionInvoker functions;
    private @Nullable Executor executor;
    private @Nullable Integer maxInFlight;
    private @Nullable DeliveryEngine deliveryEngine;
    private DeliveryPolicy deliveryPolicy = DeliveryPolicy.inherit();
    private DeadLetterStore deadLetterStore = DeadLetterStore.inMemory();
    private final List<DeliveryListener> listeners = new ArrayList<>();
    private @Nullable EventDriverTypeStore driverTypeStore;
    private @Nullable EventDriverStore driverStore;
    private final Map<String, EventDriverFactory> driverFactories = new TreeMap<>();
    private TimeSource timeSource = TimeSource.system();
    private Duration startTimeout = Duration.ofSeconds(30);
    private Duration closeGrace = Duration.ofSeconds(10);
    private @Nullable DuplicateWindow duplicateWindow;
    private @Nullable ContextCarrier contextCarrier;
    private int maxHops = 16;
    private Predicate<CloudEvent> trustedLineage = event -> false;

    EventManagerBuilder() {}

    /**
     * Sets what checks every event before it is matched. Required.
     *
     * @param validator the validator; {@link EventValidator#none()} to go without
     * @return this builder
     */
    public EventManagerBuilder validator(EventValidator validator) {
        this.validator = Objects.requireNonNull(validator, "validator");
        return this;
    }

    /**
     * Sets where subscriptions are kept. Required.
     *
     * @param subscriptionStore the store, which the manager follows and does not close
     * @return this builder
     */
    public EventManagerBuilder subscriptionStore(SubscriptionStore subscriptionStore) {
        this.subscriptionStore = Objects.requireNonNull(subscriptionStore, "subscriptionStore");
        return this;
    }

    /**
     * Sets what runs the functions. Required.
     *
     * @param functions the invoker
     * @return this builder
     */
    public EventManagerBuilder functions(FunctionInvoker functions) {
        this.functions = Objects.requireNonNull(functions, "functions");
        return this;
    }

    /**
     * Sets on which threads functions run; by default virtual threads where the JVM has them, else a bounded pool of
     * named threads.
     *
     * <p>A task that the executor rejects is submitted again later. If it accepts a task and silently drops it, as
     * {@code ThreadPoolExecutor.DiscardPolicy} does, that looks like a task that waits behind others: it is noticed only when
     * something else is emitted, and submitted again a second later. Until then the delivery is pending, and
     * {@link EventManager#close()} cancels it when the grace period is over.
     *
     * @param executor the executor, which the manager does not shut down
     * @return this builder
     */
    public EventManagerBuilder executor(Executor executor) {
        this.executor = Objects.requireNonNull(executor, "executor");
        return this;
    }

    /**
     * Bounds how many attempts are under way at once; by default 1,000 on virtual threads and on an executor that was
     * given, and the number of threads on the pool.
     *
     * @param most at least 1
     * @return this builder
     * @throws IllegalArgumentException if it is less than 1
     */
    public EventManagerBuilder maxInFlight(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("maxInFlight must be at least 1, was " + most);
        }
        maxInFlight = most;
        return this;
    }

    /**
     * Sets what carries the deliveries; by default {@link DeliveryEngine#inMemory()}.
     *
     * @param deliveryEngine an engine that was not started, which the manager starts and stops but does not close
     * @return this builder
     */
    public EventManagerBuilder deliveryEngine(DeliveryEngine deliveryEngine) {
        this.deliveryEngine = Objects.requireNonNull(deliveryEngine, "deliveryEngine");
        return this;
    }

    /**
     * Sets how to deliver where a subscription does not say; what it leaves out is as
     * {@link DeliveryPolicy#defaults()}.
     *
     * @param policy the policy
     * @return this builder
     */
    public EventManagerBuilder deliveryPolicy(DeliveryPolicy policy) {
        deliveryPolicy = Objects.requireNonNull(policy, "deliveryPolicy");
        return this;
    }

    /**
     * Sets where the deliveries are kept that failed for good; by default {@link DeadLetterStore#inMemory()}, which
     * keeps 10,000.
     *
     * @param deadLetterStore the store, which the manager does not close
     * @return this builder
     */
    public EventManagerBuilder deadLetterStore(DeadLetterStore deadLetterStore) {
        this.deadLetterStore = Objects.requireNonNull(deadLetterStore, "deadLetterStore");
        return this;
    }

    /**
     * Adds a listener that hears what happens to deliveries.
     *
     * @param listener the listener, called after those that were added before
     * @return this builder
     */
    public EventManagerBuilder listener(DeliveryListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Sets a window that recognises events that were emitted before, by source and event id; by default there is none.
     *
     * <p>Such an event is valid, but has no deliveries, and its emission says so. An event that the engine refused may be
     * emitted again; one that it took may not, whatever has become of its deliveries.
     *
     * @param duplicateWindow the window, such as {@code MemoryDuplicateWindow} of {@code dispatch-events-memory-store}
     * @return this builder
     */
    public EventManagerBuilder duplicateWindow(DuplicateWindow duplicateWindow) {
        this.duplicateWindow = Objects.requireNonNull(duplicateWindow, "duplicateWindow");
        return this;
    }

    /**
     * Sets what carries the emitting thread's context, such as a logging context, to the threads that run functions; by
     * default nothing does.
     *
     * @param contextCarrier the carrier
     * @return this builder
     */
    public EventManagerBuilder contextCarrier(ContextCarrier contextCarrier) {
        this.contextCarrier = Objects.requireNonNull(contextCarrier, "contextCarrier");
        return this;
    }

    /**
     * Bounds how many hops events that functions return may come; by default 16.
     *
     * <p>An event that a function returned for an event from outside has come one hop; one that a function returned for
     * that one has come two. An event beyond the bound is not emitted, and the delivery whose function returned it is dead;
     * its failure names the way.
     *
     * @param most the number of hops, zero to emit nothing that functions return
     * @return this builder
     */
    public EventManagerBuilder maxHops(int most) {
        if (most < 0) {
            throw new IllegalArgumentException("maxHops must not be negative, was " + most);
        }
        maxHops = most;
        return this;
    }

    /**
     * Sets which events from outside keep the hops and the way that they bring along; by default none do.
     *
     * <p>Trust those that come from another manager if a loop could run through both.
     *
     * @param trusted decides by an event's attributes; asked only about events that bring such extensions
     * @return this builder
     */
    public EventManagerBuilder trustLineage(Predicate<CloudEvent> trusted) {
        trustedLineage = Objects.requireNonNull(trusted, "trusted");
        return this;
    }

    /**
     * Sets where the types of event drivers are kept; needed for drivers, together with {@link #driverStore}.
     *
     * @param driverTypeStore the store, which the manager follows and does not close
     * @return this builder
     */
    public EventManagerBuilder driverTypeStore(EventDriverTypeStore driverTypeStore) {
        this.driverTypeStore = Objects.requireNonNull(driverTypeStore, "driverTypeStore");
        return this;
    }

    /**
     * Sets where the event drivers are kept that the manager runs; needed for drivers, together with
     * {@link #driverTypeStore}.
     *
     * @param driverStore the store, which the manager follows and does not close
     * @return this builder
     */
    public EventManagerBuilder driverStore(EventDriverStore driverStore) {
        this.driverStore = Objects.requireNonNull(driverStore, "driverStore");
        return this;
    }

    /**
     * Adds an implementation of event drivers, such as {@link EventDriverFactory#ticker()}.
     *
     * @param implementation the name by which driver types refer to it
     * @param factory makes the drivers
     * @return this builder
     * @throws IllegalArgumentException if the name was given to another
     */
    public EventManagerBuilder driverFactory(String implementation, EventDriverFactory factory) {
        Objects.requireNonNull(implementation, "implementation");
        if (driverFactories.putIfAbsent(implementation, Objects.requireNonNull(factory, "factory")) != null) {
            throw new IllegalArgumentException(
                    "there is a driver factory named " + Text.quote(implementation) + " already");
        }
        return this;
    }

    /**
     * Sets where time comes from; by default {@link TimeSource#system()}.
     *
     * @param timeSource the time source; give the stores the same
     * @return this builder
     */
    public EventManagerBuilder timeSource(TimeSource timeSource) {
        this.timeSource = Objects.requireNonNull(timeSource, "timeSource");
        return this;
    }

    /**
     * Sets how long {@link #build()} waits until the store has told all its subscriptions; by default 30 seconds.
     *
     * <p>The wait is measured by the clock of the JVM and begins when {@link SubscriptionStore#watch} returns; how long that
     * call itself takes is for the store to bound.
     *
     * @param longest the longest wait, zero for none: the store has to be ready when it is watched, as one in memory is
     * @return this builder
     * @throws IllegalArgumentException if it is negative
     */
    public EventManagerBuilder startTimeout(Duration longest) {
        if (Objects.requireNonNull(longest, "startTimeout").isNegative()) {
            throw new IllegalArgumentException("startTimeout must not be negative, was " + longest);
        }
        startTimeout = longest;
        return this;
    }

    /**
     * Sets how long {@link EventManager#close()} waits for deliveries in hand; by default 10 seconds.
     *
     * <p>It is counted by the {@linkplain #timeSource time source}, and deliveries that wait to be tried again are in hand.
     * So under a time that is moved by hand a close waits until all of them have ended or somebody else moves the time; a
     * test had better set zero here, and everything that is left is cancelled at once.
     *
     * @param grace the longest wait, zero to cancel at once
     * @return this builder
     * @throws IllegalArgumentException if it is negative
     */
    public EventManagerBuilder closeGrace(Duration grace) {
        if (Objects.requireNonNull(grace, "closeGrace").isNegative()) {
            throw new IllegalArgumentException("closeGrace must not be negative, was " + grace);
        }
        closeGrace = grace;
        return this;
    }

    /**
     * Builds the manager, starts its engine, and waits until it knows all subscriptions in the store; the event drivers
     * in their store are then started, without waiting for them.
     *
     * <p>If it fails, everything is closed again, and an engine that was given is stopped, so another try needs another
     * engine. An exception of the store is passed on.
     *
     * @return a manager that is ready, to be closed by the caller
     * @throws IllegalStateException if a required part is missing; it names each with the line to add
     * @throws IllegalArgumentException if the delivery policy breaks rules, or asks for an order that the engine cannot keep
     * @throws NotReadyException if the store does not tell all its subscriptions in time, or the thread is interrupted
     *     meanwhile; an interrupt is kept
     */
    public EventManager build() {
        ManagedDrivers.@Nullable Parts drivers = requireParts();
        requireValid(deliveryPolicy);
        DeliveryPolicy policy = deliveryPolicy.over(DeliveryPolicy.defaults());
        DeliveryEngine engine = deliveryEngine == null ? DeliveryEngine.inMemory() : deliveryEngine;
        if (Order.isOrdered(policy.order()) && !engine.capabilities().contains(Capability.KEY_ORDER)) {
            throw new IllegalArgumentException("the delivery policy is invalid: " + StoredSubscriptions.NO_ORDER);
        }
        Workforce workforce = executor == null ? Workforce.ofOwn() : Workforce.ofGiven(executor);
        Parts parts = new Parts(
                Objects.requireNonNull(validator),
                Objects.requireNonNull(subscriptionStore),
                Objects.requireNonNull(functions),
                policy,
                deadLetterStore,
                List.copyOf(listeners),
                engine,
                workforce,
                maxInFlight == null ? workforce.defaultInFlight() : maxInFlight,
                timeSource,
                closeGrace,
                duplicateWindow,
                contextCarrier,
                new Lineage(maxHops, trustedLineage),
                drivers);
        DefaultEventManager manager = new DefaultEventManager(parts);
        manager.start(startTimeout);
        return manager;
    }

    /** Refuses to go on without a part that is required; returns those of event drivers, {@code null} if there are none. */
    private ManagedDrivers.@Nullable Parts requireParts() {
        List<String> missing = new ArrayList<>();
        require(
                validator,
                missing,
                "a validator: add .validator(BeanEventValidator.create()) from dispatch-events-validation, or"
                        + " .validator(EventValidator.none()) to go without");
        require(
                subscriptionStore,
                missing,
                "a subscription store: add .subscriptionStore(MemorySubscriptionStore.create()) from"
                        + " dispatch-events-memory-store");
        require(
                functions,
                missing,
                "functions: add .functions(FunctionRegistry.create().register(\"name\", call -> ...))");
        ManagedDrivers.@Nullable Parts drivers =
                ManagedDrivers.Parts.of(driverTypeStore, driverStore, driverFactories, missing);
        if (!missing.isEmpty()) {
            throw new IllegalStateException("the event manager lacks " + String.join("; and ", missing));
        }
        return drivers;
    }

    private static void require(@Nullable Object part, List<String> missing, String what) {
        if (part == null) {
            missing.add(what);
        }
    }

    private static void requireValid(DeliveryPolicy policy) {
        List<Violation> violations = DeliveryPolicyRules.RULES.violations(policy);
        if (!violations.isEmpty()) {
            throw new IllegalArgumentException("the delivery policy is invalid: "
                    + violations.stream().map(Violation::message).collect(Collectors.joining("; ")));
        }
    }

    /** What a manager is put together from. */
    record Parts(
            EventValidator validator,
            SubscriptionStore store,
            FunctionInvoker functions,
            DeliveryPolicy policy,
            DeadLetterStore deadLetters,
            List<DeliveryListener> listeners,
            DeliveryEngine engine,
            Workforce workforce,
            int maxInFlight,
            TimeSource time,
            Duration closeGrace,
            @Nullable DuplicateWindow duplicates,
            @Nullable ContextCarrier contexts,
            Lineage lineage,
            ManagedDrivers.@Nullable Parts drivers) {}
}
