package io.dispatchframework.events;

import io.dispatchframework.events.delivery.DeliveryOutcome;
import io.dispatchframework.events.delivery.EnqueueResult;
import io.dispatchframework.events.delivery.Failure;
import io.dispatchframework.events.driver.Acceptance;
import io.dispatchframework.events.driver.Acceptance.Accepted;
import io.dispatchframework.events.driver.Acceptance.Closed;
import io.dispatchframework.events.driver.Acceptance.Invalid;
import io.dispatchframework.events.driver.Acceptance.Refused;
import io.dispatchframework.events.driver.internal.Acceptor;
import io.dispatchframework.events.error.ClosedException;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.InvalidEventException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/** Emits the events of drivers, and turns what comes of it into their answer. */
final class DriverEmitter implements Acceptor {

    /** The engine has been patient already; who comes back at once would only wait there again. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Function<List<CloudEvent>, List<Emission>> emitAll;

    DriverEmitter(Function<List<CloudEvent>, List<Emission>> emitAll) {
        this.emitAll = emitAll;
    }

    @Override
    public Acceptance emitAll(List<CloudEvent> events) {
        try {
            List<Emission> emissions = emitAll.apply(events);
            for (Emission emission : emissions) {
                // All or none, so one answer is that of all; those that matched nothing have one already.
                if (emission.accepted().get() instanceof EnqueueResult.Refused refused) {
                    return new Refused(refused.reason(), RETRY_AFTER, refused.failed());
                }
            }
            return new Accepted(() -> completion(emissions));
        } catch (InvalidEventException invalid) {
            return new Invalid(invalid.index(), invalid.violations());
        } catch (ClosedException closed) {
            return new Closed();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new Refused(
                    "the wait for the engine's answer was interrupted; it may have taken the events", null, true);
        } catch (RuntimeException | ExecutionException failed) {
            return new Refused("the events could not be emitted: " + Failure.of(failed), RETRY_AFTER, true);
        }
    }

    private static CompletionStage<List<DeliveryOutcome>> completion(List<Emission> emissions) {
        List<CompletableFuture<List<DeliveryOutcome>>> each =
                emissions.stream().map(Emission::completion).toList();
        return CompletableFuture.allOf(each.toArray(CompletableFuture[]::new)).thenApply(all -> {
            List<DeliveryOutcome> outcomes = new ArrayList<>();
            each.forEach(one -> outcomes.addAll(one.join()));
            return List.copyOf(outcomes);
        });
    }
}
