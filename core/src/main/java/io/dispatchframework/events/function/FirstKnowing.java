package io.dispatchframework.events.function;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Several invokers behind one: see {@link FunctionInvoker#firstKnowing}. */
final class FirstKnowing implements FunctionInvoker {

    private final List<FunctionInvoker> invokers;

    FirstKnowing(List<FunctionInvoker> invokers) {
        this.invokers = invokers;
    }

    @Override
    public CompletionStage<FunctionResult> invoke(FunctionCall call) {
        String name = Objects.requireNonNull(call, "call").functionName();
        for (FunctionInvoker invoker : invokers) {
            if (invoker.mayKnow(name)) {
                return invoker.invoke(call);
            }
        }
        return CompletableFuture.completedFuture(FunctionResult.retry(new UnknownFunctionException(name)));
    }

    @Override
    public boolean mayKnow(String functionName) {
        Objects.requireNonNull(functionName, "functionName");
        return invokers.stream().anyMatch(invoker -> invoker.mayKnow(functionName));
    }

    @Override
    public String toString() {
        return "FirstKnowing" + invokers;
    }
}
