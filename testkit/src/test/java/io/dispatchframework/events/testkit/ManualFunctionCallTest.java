package io.dispatchframework.events.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.function.FunctionResult;
import org.junit.jupiter.api.Test;

class ManualFunctionCallTest {

    private final CloudEvent event =
            CloudEvent.builder("order.placed").data("{\"total\":7}").build();

    @Test
    void of_makesAFirstAttempt() {
        ManualFunctionCall call = ManualFunctionCall.of(event);

        assertThat(call.event()).isSameAs(event);
        assertThat(call.input()).isEqualTo("{\"total\":7}");
        assertThat(call.attempt()).isEqualTo(1);
        assertThat(call.functionName()).isEqualTo("function");
        assertThat(call.subscriptionName()).isEqualTo("subscription");
        assertThat(call.deliveryId()).isEqualTo("delivery");
        assertThat(call.emitted()).isEmpty();
    }

    @Test
    void with_changesOneThing() {
        ManualFunctionCall call = ManualFunctionCall.of(event)
                .withFunctionName("charge")
                .withSubscriptionName("orders")
                .withDeliveryId("d1")
                .withAttempt(3);

        assertThat(call.event()).isSameAs(event);
        assertThat(call.functionName()).isEqualTo("charge");
        assertThat(call.subscriptionName()).isEqualTo("orders");
        assertThat(call.deliveryId()).isEqualTo("d1");
        assertThat(call.attempt()).isEqualTo(3);
    }

    @Test
    void emit_isKeptForTheTest() {
        ManualFunctionCall call = ManualFunctionCall.of(event);
        CloudEvent invoice = CloudEvent.builder("invoice.sent").build();

        FunctionResult result = FunctionRegistry.create()
                .registerVoid("function", given -> given.emit(invoice))
                .invoke(call)
                .toCompletableFuture()
                .join();

        assertThat(result).isEqualTo(FunctionResult.success(null));
        assertThat(call.emitted()).containsExactly(invoice);
        assertThat(call.withAttempt(2).emitted()).isEmpty();
    }

    @Test
    void badArguments_areRefused() {
        ManualFunctionCall call = ManualFunctionCall.of(event);

        assertThatIllegalArgumentException().isThrownBy(() -> call.withAttempt(0));
        assertThatNullPointerException().isThrownBy(() -> ManualFunctionCall.of(null));
        assertThatNullPointerException().isThrownBy(() -> call.withFunctionName(null));
        assertThatNullPointerException().isThrownBy(() -> call.withSubscriptionName(null));
        assertThatNullPointerException().isThrownBy(() -> call.withDeliveryId(null));
        assertThatNullPointerException().isThrownBy(() -> call.emit(null));
    }
}
