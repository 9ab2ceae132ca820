package io.dispatchframework.events.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.store.AlreadyExistsException;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FunctionRegistryTest {

    private final FunctionRegistry registry = FunctionRegistry.create();

    private static FunctionCall call(String function, @Nullable String data) {
        CloudEvent event = CloudEvent.builder("user.created").data(data).build();
        return new FunctionCall() {
            @Override
            public String functionName() {
                return function;
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
                return 1;
            }

            @Override
            public void emit(CloudEvent emitted) {
                throw new UnsupportedOperationException();
            }
        };
    }

    private FunctionResult invoke(String function, @Nullable String data) {
        return registry.invoke(call(function, data)).toCompletableFuture().join();
    }

    @Test
    void register_aFunctionThatReturnsAStage_endsWhenTheStageDoes() {
        CompletableFuture<Object> open = new CompletableFuture<>();
        CompletableFuture<Object> broken = new CompletableFuture<>();
        CompletableFuture<Object> greeting = open.thenApply(value -> "Jon" + value);
        registry.register("open", call -> open);
        registry.register("broken", call -> broken);
        registry.registerTyped("typed", String.class, (call, input) -> greeting);

        CompletableFuture<FunctionResult> opened =
                registry.invoke(call("open", null)).toCompletableFuture();
        CompletableFuture<FunctionResult> typed =
                registry.invoke(call("typed", "\"Jon\"")).toCompletableFuture();
        CompletableFuture<FunctionResult> failed =
                registry.invoke(call("broken", null)).toCompletableFuture();
        assertThat(opened).isNotDone();
        assertThat(typed).isNotDone();
        assertThat(failed).isNotDone();

        open.complete("!");
        broken.completeExceptionally(new IOException("down"));
        assertThat(opened).isCompletedWithValue(FunctionResult.success("!"));
        assertThat(typed).isCompletedWithValue(FunctionResult.success("Jon!"));
        assertThat(failed).isCompletedExceptionally();
    }

    @Test
    void registerTypedVoid_givesThePayload_andSucceedsWithoutAValue() {
        List<Object> seen = new ArrayList<>();
        registry.registerTypedVoid("text", String.class, (call, input) -> seen.add(input));
        registry.registerTypedVoid("list", new PayloadType<List<Integer>>() {}, (call, input) -> seen.add(input));

        assertThat(invoke("text", "\"Jon\"")).isEqualTo(FunctionResult.success(null));
        assertThat(invoke("list", "[1,2]")).isEqualTo(FunctionResult.success(null));
        assertThat(seen).containsExactly("Jon", List.of(1, 2));

        registry.replaceTypedVoid("text", Integer.class, (call, input) -> seen.add(input));
        registry.replaceTypedVoid("list", new PayloadType<List<String>>() {}, (call, input) -> seen.add(input));
        invoke("text", "7");
        invoke("list", "[\"a\"]");
        assertThat(seen).endsWith(7, List.of("a"));
        assertThatNullPointerException().isThrownBy(() -> registry.registerTypedVoid("x", String.class, null));
    }

    @Test
    void register_givesTheValueAsASuccess() {
        registry.register("f", call -> call.input() + "!");

        assertThat(invoke("f", "hi")).isEqualTo(FunctionResult.success("hi!"));
    }

    @Test
    void register_ofAFunctionThatReturnsAResult_takesItAsItIs() {
        FunctionResult permanent = FunctionResult.permanentFailure(new IllegalStateException());
        registry.register("f", call -> permanent);

        assertThat(invoke("f", null)).isSameAs(permanent);
    }

    @Test
    void registerVoid_givesASuccessWithoutValue() {
        AtomicReference<String> seen = new AtomicReference<>();
        registry.registerVoid("f", call -> seen.set(call.input()));

        assertThat(invoke("f", "x")).isEqualTo(FunctionResult.success(null));
        assertThat(seen).hasValue("x");
    }

    @Test
    void registerAsync_endsWithTheStage() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        registry.registerAsync("f", call -> answer);

        CompletableFuture<FunctionResult> result =
                registry.invoke(call("f", null)).toCompletableFuture();
        assertThat(result).isNotDone();
        answer.complete("late");

        assertThat(result).isCompletedWithValue(FunctionResult.success("late"));
    }

    record User(String name, int age) {}

    @Test
    void registerTyped_bindsThePayload() {
        registry.registerTyped("f", User.class, (call, user) -> user.name() + " " + user.age());

        assertThat(invoke("f", "{\"name\":\"Jon\",\"age\":7}")).isEqualTo(FunctionResult.success("Jon 7"));
    }

    @Test
    void registerTyped_withAPayloadThatDoesNotFit_isAPermanentFailure() {
        registry.registerTyped("f", User.class, (call, user) -> user.name());

        for (String unfit : new @Nullable String[] {"{\"name\":", "[]", "null", null}) {
            assertThat(catchThrowable(() -> invoke("f", unfit)))
                    .as("payload %s", unfit)
                    .isInstanceOf(PermanentFailureException.class)
                    .hasMessageContaining("'f'");
        }
    }

    @Test
    void invoke_ofACheckedException_wrapsItAsTheInvokerMay() {
        registry.register("f", call -> {
            throw new IOException("disk");
        });

        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> invoke("f", null))
                .withCauseInstanceOf(IOException.class);
    }

    @Test
    void invoke_ofAnUnknownFunction_isWorthRetrying() {
        assertThat(invoke("nobody", null))
                .isInstanceOfSatisfying(
                        FunctionResult.Retry.class,
                        retry -> assertThat(retry.cause())
                                .isInstanceOf(UnknownFunctionException.class)
                                .hasMessageContaining("'nobody'"));
        assertThat(registry.mayKnow("nobody")).isFalse();
    }

    @Test
    void register_ofANameThatIsTaken_isRefused() {
        registry.register("f", call -> 1);

        assertThatExceptionOfType(AlreadyExistsException.class)
                .isThrownBy(() -> registry.register("f", call -> 2))
                .withMessage("function 'f' exists already; update it, or choose another name");
        assertThat(invoke("f", null)).isEqualTo(FunctionResult.success(1));
        assertThatIllegalArgumentException().isThrownBy(() -> registry.register("", call -> 2));
        assertThatNullPointerException().isThrownBy(() -> registry.register("g", null));
    }

    @Test
    void toString_namesTheFunctions() {
        registry.register("g", call -> 1).register("f\n", call -> 1);

        assertThat(registry).hasToString("FunctionRegistry[f\\u000a, g]");
    }

    @Test
    void unregister_freesTheName() {
        registry.register("f", call -> 1);

        assertThat(registry.unregister("f")).isTrue();
        assertThat(registry.unregister("f")).isFalse();
        assertThat(registry.names()).isEmpty();
        registry.register("f", call -> 2);
        assertThat(registry.names()).containsExactly("f");
    }

    @Test
    void registerTyped_ofAGenericType_bindsItsArguments() {
        registry.registerTyped(
                "f",
                new PayloadType<List<BigDecimal>>() {},
                (call, prices) -> prices.get(0).add(prices.get(1)));

        assertThat(invoke("f", "[1.10, 2.20]")).isEqualTo(FunctionResult.success(new BigDecimal("3.30")));
        assertThat(catchThrowable(() -> invoke("f", "{}")))
                .isInstanceOf(PermanentFailureException.class)
                .hasMessageContaining("does not bind to java.util.List<java.math.BigDecimal> for the function 'f'");
    }

    @Test
    void payloadType_withoutAType_saysHowToNameIt() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(RawPayloadType::new)
                .withMessage("name the type, as in new PayloadType<List<String>>() {}");
    }

    @Test
    void payloadType_thatIsAVariable_isRefused() {
        for (ThrowingCallable variable : List.<ThrowingCallable>of(
                FunctionRegistryTest::<String>variable,
                FunctionRegistryTest::<String>variableWithin,
                FunctionRegistryTest::<String>arrayOfVariables)) {
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(variable)
                    .withMessageStartingWith("name the type");
        }
        assertThat(new PayloadType<Map<String, ? extends List<Integer>[]>>() {})
                .hasToString("PayloadType["
                        + "java.util.Map<java.lang.String, ? extends java.util.List<java.lang.Integer>[]>]");
    }

    private static <T> PayloadType<T> variable() {
        return new PayloadType<T>() {};
    }

    private static <T> PayloadType<Map<String, ? super List<T>>> variableWithin() {
        return new PayloadType<Map<String, ? super List<T>>>() {};
    }

    private static <T> PayloadType<T[]> arrayOfVariables() {
        return new PayloadType<T[]>() {};
    }

    @Test
    void cancel_reachesTheFuturesOfAllClasses() {
        CompletableFuture<String> plain = new CompletableFuture<>();
        CompletableFuture<String> special = new CompletableFuture<>() {}; // as that of java.net.http.HttpClient is
        registry.registerAsync("plain", call -> plain);
        registry.registerAsync("special", call -> special);

        assertThat(registry.invoke(call("plain", null)).toCompletableFuture().cancel(true))
                .isTrue();
        assertThat(registry.invoke(call("special", null)).toCompletableFuture().cancel(true))
                .isTrue();

        assertThat(plain).isCancelled();
        assertThat(special).isCancelled();
    }

    @Test
    void cancel_ofAMinimalStage_endsTheCallAlone() {
        CompletableFuture<String> own = new CompletableFuture<>();
        registry.registerAsync("minimal", call -> own.minimalCompletionStage());

        CompletableFuture<FunctionResult> result =
                registry.invoke(call("minimal", null)).toCompletableFuture();
        assertThat(result.cancel(true)).isTrue();

        assertThat(result).isCancelled();
        assertThat(own).isNotDone();
    }

    @Test
    void cancel_ofAStageThatIsNoFuture_endsTheCallAlone() {
        CompletableFuture<String> own = new CompletableFuture<>() {
            @Override
            public CompletableFuture<String> toCompletableFuture() {
                throw new UnsupportedOperationException("as its contract allows");
            }
        };
        registry.registerAsync("no-future", call -> own);

        CompletableFuture<FunctionResult> result =
                registry.invoke(call("no-future", null)).toCompletableFuture();
        assertThat(result.cancel(true)).isTrue();

        assertThat(result).isCancelled();
    }

    @Test
    void cancel_ofAFutureThatThrows_endsTheCallAllTheSame() {
        IllegalStateException broken = new IllegalStateException("cannot be cancelled");
        CompletableFuture<String> own = new CompletableFuture<>() {
            @Override
            public boolean cancel(boolean mayInterruptIfRunning) {
                throw broken;
            }
        };
        registry.registerAsync("broken", call -> own);

        CompletableFuture<FunctionResult> result =
                registry.invoke(call("broken", null)).toCompletableFuture();
        assertThat(catchThrowable(() -> result.cancel(true))).isSameAs(broken);

        assertThat(result).isCancelled();
    }

    @SuppressWarnings("rawtypes")
    private static final class RawPayloadType extends PayloadType {}

    @Test
    void create_withAReader_readsPayloadsWithIt() {
        FunctionRegistry own = FunctionRegistry.create((json, type) -> {
                    if (json.isBlank()) {
                        throw new IOException("nothing\nto read");
                    }
                    return json + " as " + type.getTypeName();
                })
                .registerTyped("f", String.class, (call, payload) -> payload);

        assertThat(own.invoke(call("f", "{}")).toCompletableFuture().join())
                .isEqualTo(FunctionResult.success("{} as java.lang.String"));
        assertThat(catchThrowable(() -> own.invoke(call("f", " "))))
                .isInstanceOf(PermanentFailureException.class)
                .hasMessageEndingWith(
                        "does not bind to java.lang.String for the function 'f': java.io.IOException: nothing\\u000ato read")
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void replace_putsAnotherKindInPlace() {
        registry.register("f", call -> 1);

        registry.replaceTyped("f", Integer.class, (call, number) -> number + 1);
        assertThat(invoke("f", "6")).isEqualTo(FunctionResult.success(7));
        registry.replaceTyped("f", new PayloadType<List<Integer>>() {}, (call, numbers) -> numbers.size());
        assertThat(invoke("f", "[6]")).isEqualTo(FunctionResult.success(1));
        registry.replaceAsync("f", call -> CompletableFuture.completedFuture("later"));
        assertThat(invoke("f", null)).isEqualTo(FunctionResult.success("later"));
        registry.replaceVoid("f", call -> {});
        assertThat(invoke("f", null)).isEqualTo(FunctionResult.success(null));
        registry.replace("f", call -> "back");
        assertThat(invoke("f", null)).isEqualTo(FunctionResult.success("back"));
        assertThat(registry.names()).containsExactly("f");
    }

    @Test
    void replace_ofWhatIsNotThere_isRefused() {
        assertThatExceptionOfType(UnknownFunctionException.class)
                .isThrownBy(() -> registry.replace("nobody", call -> 1))
                .withMessageContaining("'nobody'");
        assertThat(registry.names()).isEmpty();
    }
}
