package io.dispatchframework.events.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.function.FunctionCall;
import io.dispatchframework.events.function.FunctionInvoker;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.function.FunctionResult;
import io.dispatchframework.events.function.PermanentFailureException;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ObservedFunctionInvokerTest {

    private final ObservationRegistry registry = ObservationRegistry.create();
    private final List<AttemptContext> started = new ArrayList<>();
    private final List<AttemptContext> stopped = new ArrayList<>();

    @BeforeEach
    void listen() {
        registry.observationConfig().observationHandler(new ObservationHandler<AttemptContext>() {
            @Override
            public void onStart(AttemptContext context) {
                started.add(context);
            }

            @Override
            public void onStop(AttemptContext context) {
                stopped.add(context);
            }

            @Override
            public boolean supportsContext(Observation.Context context) {
                return context instanceof AttemptContext;
            }
        });
    }

    private CompletionStage<FunctionResult> invoke(FunctionInvoker functions) {
        return ObservedFunctionInvoker.create(functions, registry).invoke(new Call());
    }

    private void assertEnded(AttemptContext.Outcome outcome, @Nullable Throwable error) {
        assertThat(stopped).hasSize(1);
        assertThat(stopped.get(0).outcome()).isEqualTo(outcome);
        assertThat(stopped.get(0).getError()).isSameAs(error);
    }

    @Test
    void invoke_namesTheAttemptWithBoundedTags() {
        invoke(call -> CompletableFuture.completedFuture(FunctionResult.success(null)));

        AttemptContext context = stopped.get(0);
        assertThat(context.getName()).isEqualTo("dispatch.events.attempt");
        assertThat(context.getContextualName()).isEqualTo("process f");
        assertThat(context.getLowCardinalityKeyValues())
                .containsExactlyInAnyOrder(
                        KeyValue.of("function", "f"),
                        KeyValue.of("outcome", "success"),
                        KeyValue.of("subscription", "s"));
        assertThat(context.getHighCardinalityKeyValues())
                .extracting(KeyValue::getKey)
                .containsExactlyInAnyOrder("dispatch.attempt", "dispatch.event.id", "dispatch.event.type");
        assertThat(context.call().attempt()).isEqualTo(2);
    }

    @Test
    void invoke_isCurrentForTheFunction_andNotAfterwards() {
        AtomicReference<@Nullable Observation> inside = new AtomicReference<>();

        invoke(call -> {
            inside.set(registry.getCurrentObservation());
            return CompletableFuture.completedFuture(FunctionResult.success(null));
        });

        assertThat(inside.get()).isNotNull();
        assertThat(inside.get().getContext()).isSameAs(stopped.get(0));
        assertThat(registry.getCurrentObservation()).isNull();
    }

    @Test
    void success_handsOnTheSameStage() {
        CompletableFuture<FunctionResult> done = CompletableFuture.completedFuture(FunctionResult.success("value"));

        assertThat(invoke(call -> done)).isSameAs(done);
        assertEnded(AttemptContext.Outcome.SUCCESS, null);
    }

    @Test
    void failures_areErrorsOfTheObservation() {
        IllegalStateException cause = new IllegalStateException("not yet");

        invoke(call -> CompletableFuture.completedFuture(FunctionResult.retry(cause)));

        assertEnded(AttemptContext.Outcome.FAILURE, cause);
    }

    @Test
    void permanentFailures_areToldApart() {
        IllegalStateException cause = new IllegalStateException("never");

        invoke(call -> CompletableFuture.completedFuture(FunctionResult.permanentFailure(cause)));

        assertEnded(AttemptContext.Outcome.PERMANENT_FAILURE, cause);
    }

    @Test
    void thrown_isThrownOn() {
        PermanentFailureException thrown = new PermanentFailureException("never");

        assertThatThrownBy(() -> invoke(call -> {
                    throw thrown;
                }))
                .isSameAs(thrown);
        assertEnded(AttemptContext.Outcome.PERMANENT_FAILURE, thrown);
        assertThat(registry.getCurrentObservation()).isNull();
    }

    @Test
    void checkedExceptions_areUnwrapped() {
        Exception checked = new Exception("of the function");
        FunctionRegistry functions = FunctionRegistry.create().register("f", call -> {
            throw checked;
        });

        assertThatThrownBy(() -> invoke(functions)).hasCause(checked);
        assertEnded(AttemptContext.Outcome.FAILURE, checked);
    }

    @Test
    void errors_endTheObservationToo() {
        StackOverflowError error = new StackOverflowError();

        assertThatThrownBy(() -> invoke(call -> {
                    throw error;
                }))
                .isSameAs(error);
        assertEnded(AttemptContext.Outcome.FAILURE, error);
    }

    @Test
    void failedStage_isHandedOn() {
        IllegalStateException cause = new IllegalStateException("not yet");
        CompletableFuture<FunctionResult> failed = CompletableFuture.failedFuture(cause);

        assertThat(invoke(call -> failed)).isSameAs(failed);
        assertEnded(AttemptContext.Outcome.FAILURE, cause);
    }

    @Test
    @SuppressWarnings("NullAway") // what a broken invoker does
    void nulls_areFailures() {
        assertThat(invoke(call -> null)).isNull();
        assertThat(invoke(call -> CompletableFuture.completedFuture(null))).isCompletedWithValue(null);

        assertThat(stopped).extracting(AttemptContext::outcome).containsOnly(AttemptContext.Outcome.FAILURE);
        assertThat(stopped).hasSize(2).allMatch(context -> context.getError() instanceof IllegalStateException);
    }

    @Test
    void laterStage_endsTheObservationWhenItEnds() {
        CompletableFuture<FunctionResult> later = new CompletableFuture<>();

        CompletableFuture<FunctionResult> observed = invoke(call -> later).toCompletableFuture();
        assertThat(started).hasSize(1);
        assertThat(stopped).isEmpty();
        assertThat(started.get(0).outcome()).isEqualTo(AttemptContext.Outcome.UNKNOWN);
        later.complete(FunctionResult.success("late"));

        assertThat(observed).isCompletedWithValue(FunctionResult.success("late"));
        assertEnded(AttemptContext.Outcome.SUCCESS, null);
    }

    @Test
    void laterStage_failsAsTheFunctionDid() {
        CompletableFuture<FunctionResult> later = new CompletableFuture<>();
        IllegalStateException cause = new IllegalStateException("not yet");

        CompletableFuture<FunctionResult> observed = invoke(call -> later).toCompletableFuture();
        later.completeExceptionally(cause);

        assertThatThrownBy(observed::join).hasCause(cause);
        assertEnded(AttemptContext.Outcome.FAILURE, cause);
    }

    @Test
    void cancel_reachesTheFunctionsFuture() {
        CompletableFuture<FunctionResult> later = new CompletableFuture<>();

        CompletableFuture<FunctionResult> observed = invoke(call -> later).toCompletableFuture();
        assertThat(observed.cancel(true)).isTrue();

        assertThat(later).isCancelled();
        assertThat(observed).isCancelled();
        assertThat(stopped).hasSize(1);
        assertThat(stopped.get(0).getError()).isInstanceOf(CancellationException.class);
    }

    @Test
    void cancel_endsAMinimalStageThatGoesOn() {
        CompletableFuture<FunctionResult> later = new CompletableFuture<>();
        CompletionStage<FunctionResult> minimal = later.minimalCompletionStage();

        CompletableFuture<FunctionResult> observed = invoke(call -> minimal).toCompletableFuture();
        observed.cancel(true);
        later.complete(FunctionResult.success("too late"));

        assertThat(observed).isCancelled();
        assertThat(stopped).hasSize(1);
        assertThat(stopped.get(0).outcome()).isEqualTo(AttemptContext.Outcome.FAILURE);
    }

    @Test
    void cancel_ofAFutureThatThrows_endsTheObservationAllTheSame() {
        IllegalStateException broken = new IllegalStateException("cannot be cancelled");
        CompletableFuture<FunctionResult> later = new CompletableFuture<>() {
            @Override
            public boolean cancel(boolean mayInterruptIfRunning) {
                throw broken;
            }
        };

        CompletableFuture<FunctionResult> observed = invoke(call -> later).toCompletableFuture();
        assertThatThrownBy(() -> observed.cancel(true)).isSameAs(broken);

        assertThat(observed).isCancelled();
        assertThat(stopped).hasSize(1);
        assertThat(stopped.get(0).outcome()).isEqualTo(AttemptContext.Outcome.FAILURE);
    }

    @Test
    void registryWithoutHandlers_leavesTheCallAsItIs() {
        Call call = new Call();
        AtomicReference<@Nullable FunctionCall> seen = new AtomicReference<>();

        ObservedFunctionInvoker.create(
                        given -> {
                            seen.set(given);
                            return CompletableFuture.completedFuture(FunctionResult.success(null));
                        },
                        ObservationRegistry.NOOP)
                .invoke(call);

        assertThat(seen.get()).isSameAs(call);
    }

    @Test
    void globalConvention_takesThePlaceOfOurs() {
        registry.observationConfig().observationConvention(new GlobalObservationConvention<AttemptContext>() {
            @Override
            public boolean supportsContext(Observation.Context context) {
                return context instanceof AttemptContext;
            }

            @Override
            public String getName() {
                return "my.functions";
            }

            @Override
            public KeyValues getLowCardinalityKeyValues(AttemptContext context) {
                return KeyValues.of("name", context.call().functionName());
            }
        });

        invoke(call -> CompletableFuture.completedFuture(FunctionResult.success(null)));

        assertThat(stopped.get(0).getName()).isEqualTo("my.functions");
        assertThat(stopped.get(0).getLowCardinalityKeyValues()).containsExactly(KeyValue.of("name", "f"));
    }

    @Test
    void mayKnow_asksTheInvoker() {
        ObservedFunctionInvoker observed =
                ObservedFunctionInvoker.create(FunctionRegistry.create().register("f", call -> null), registry);

        assertThat(observed.mayKnow("f")).isTrue();
        assertThat(observed.mayKnow("g")).isFalse();
    }

    private static final class Call implements FunctionCall {

        private final CloudEvent event = CloudEvent.builder("t").build();

        @Override
        public String functionName() {
            return "f";
        }

        @Override
        public CloudEvent event() {
            return event;
        }

        @Override
        public String subscriptionName() {
            return "s";
        }

        @Override
        public String deliveryId() {
            return "id";
        }

        @Override
        public int attempt() {
            return 2;
        }

        @Override
        public void emit(CloudEvent emitted) {
            throw new UnsupportedOperationException("nothing is emitted here");
        }
    }
}
