package io.dispatchframework.events.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.dispatchframework.events.event.CloudEvent;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FunctionInvokerTest {

    private record Call(String functionName) implements FunctionCall {

        @Override
        public CloudEvent event() {
            return CloudEvent.builder("t").build();
        }

        @Override
        public String subscriptionName() {
            return "s";
        }

        @Override
        public String deliveryId() {
            return "d";
        }

        @Override
        public int attempt() {
            return 1;
        }

        @Override
        public void emit(CloudEvent event) {
            throw new UnsupportedOperationException();
        }
    }

    private static FunctionResult run(FunctionInvoker invoker, String name) {
        return invoker.invoke(new Call(name)).toCompletableFuture().join();
    }

    @Test
    void firstKnowing_asksInOrderAndFollowsChanges() {
        FunctionRegistry first = FunctionRegistry.create().register("a", call -> "first");
        FunctionRegistry second =
                FunctionRegistry.create().register("a", call -> "second").register("b", call -> "second");
        FunctionInvoker both = FunctionInvoker.firstKnowing(first, second);

        assertThat(run(both, "a")).isEqualTo(FunctionResult.success("first"));
        assertThat(run(both, "b")).isEqualTo(FunctionResult.success("second"));
        first.unregister("a");
        assertThat(run(both, "a")).isEqualTo(FunctionResult.success("second"));
        assertThat(both.mayKnow("b")).isTrue();
    }

    @Test
    void firstKnowing_whoCannotKnowGetsTheRest() {
        FunctionInvoker anything =
                call -> CompletableFuture.completedFuture(FunctionResult.success("any " + call.functionName()));
        FunctionInvoker both = FunctionInvoker.firstKnowing(FunctionRegistry.create(), anything);

        assertThat(run(both, "x")).isEqualTo(FunctionResult.success("any x"));
        assertThat(both.mayKnow("x")).isTrue();
    }

    @Test
    void firstKnowing_whatNobodyKnowsIsWorthRetrying() {
        FunctionInvoker both = FunctionInvoker.firstKnowing(FunctionRegistry.create(), FunctionRegistry.create());

        assertThat(both.mayKnow("x")).isFalse();
        assertThat(run(both, "x"))
                .isInstanceOfSatisfying(
                        FunctionResult.Retry.class,
                        retry -> assertThat(retry.cause()).isInstanceOf(UnknownFunctionException.class));
    }

    @Test
    @SuppressWarnings("NullAway") // on purpose
    void firstKnowing_refusesNulls() {
        FunctionRegistry one = FunctionRegistry.create();

        assertThatNullPointerException().isThrownBy(() -> FunctionInvoker.firstKnowing(null));
        assertThatNullPointerException().isThrownBy(() -> FunctionInvoker.firstKnowing(one, one, null));
    }
}
