package io.dispatchframework.events.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dispatchframework.events.EventManager;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.CloudEventJson;
import io.dispatchframework.events.event.EventValidator;
import io.dispatchframework.events.function.FunctionRegistry;
import io.dispatchframework.events.function.FunctionResult;
import io.dispatchframework.events.store.memory.MemorySubscriptionStore;
import io.dispatchframework.events.subscription.Subscription;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Traces through micrometer-tracing's bridge to OpenTelemetry, as a host has them. */
class TracedEventsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String REMOTE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final List<SpanData> spans = new CopyOnWriteArrayList<>();
    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(new Spans(spans)))
            .build();
    private final ObservationRegistry registry = registry(provider);
    private final FunctionRegistry functions = FunctionRegistry.create();
    private final EventManager events = EventManager.builder()
            .validator(EventValidator.none())
            .subscriptionStore(MemorySubscriptionStore.create())
            .functions(ObservedFunctionInvoker.create(functions, registry))
            .build();

    private static ObservationRegistry registry(SdkTracerProvider provider) {
        io.opentelemetry.api.trace.Tracer otel = provider.get("test");
        OtelTracer tracer = new OtelTracer(otel, new OtelCurrentTraceContext(), event -> {});
        OtelPropagator propagator =
                new OtelPropagator(ContextPropagators.create(W3CTraceContextPropagator.getInstance()), otel);
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig()
                .observationHandler(new FirstMatchingCompositeObservationHandler(
                        new PropagatingSenderTracingObservationHandler<>(tracer, propagator),
                        new PropagatingReceiverTracingObservationHandler<>(tracer, propagator),
                        new DefaultTracingObservationHandler(tracer)));
        return registry;
    }

    @AfterEach
    void close() {
        events.close();
        provider.close();
    }

    private void subscribe(String type, String function) {
        events.subscriptions()
                .create(Subscription.builder(function)
                        .eventType(type)
                        .functionName(function)
                        .build());
    }

    private CloudEvent traced(CloudEvent event) {
        return Observation.createNotStarted("request", registry)
                .observe(() -> TracedEvents.withCurrentTrace(event, registry));
    }

    private SpanData span(String name) {
        await().until(() -> spans.stream().anyMatch(span -> span.getName().equals(name)));
        List<SpanData> found =
                spans.stream().filter(span -> span.getName().equals(name)).toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static void assertChild(SpanData child, SpanData parent) {
        assertThat(child.getTraceId()).isEqualTo(parent.getTraceId());
        assertThat(child.getParentSpanId()).isEqualTo(parent.getSpanId());
    }

    @Test
    void function_isTheChildOfTheEmission_whichIsTheChildOfTheRequest() {
        functions.register("greet", call -> "Hello");
        subscribe("user.created", "greet");

        events.emit(traced(CloudEvent.builder("user.created").build())).await(PATIENCE);

        SpanData process = span("process greet");
        SpanData publish = span("publish event");
        assertThat(process.getKind()).isEqualTo(SpanKind.CONSUMER);
        assertThat(publish.getKind()).isEqualTo(SpanKind.PRODUCER);
        assertChild(process, publish);
        assertChild(publish, span("request"));
    }

    @Test
    void trace_goesThroughJson() {
        functions.register("greet", call -> "Hello");
        subscribe("user.created", "greet");
        CloudEventJson json = CloudEventJson.create();

        String text = json.write(traced(CloudEvent.builder("user.created").build()));
        assertThat(text).contains("\"traceparent\":\"00-");
        events.emit(json.read(text)).await(PATIENCE);

        assertChild(span("process greet"), span("publish event"));
    }

    @Test
    void traceFromOutside_isTakenUp_withItsState() {
        functions.register("greet", call -> "Hello");
        subscribe("user.created", "greet");

        events.emit(CloudEvent.builder("user.created")
                        .extensions(Map.of("traceparent", REMOTE, "tracestate", "vendor=value"))
                        .build())
                .await(PATIENCE);

        SpanData process = span("process greet");
        assertThat(process.getTraceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(process.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
        assertThat(process.getSpanContext().getTraceState().get("vendor")).isEqualTo("value");
    }

    @Test
    void traceThatIsNone_isIgnored() {
        functions.register("greet", call -> "Hello");
        subscribe("user.created", "greet");

        events.emit(CloudEvent.builder("user.created")
                        .extensions(Map.of("traceparent", 42, "tracestate", List.of("\n")))
                        .build())
                .await(PATIENCE);
        assertThat(span("process greet").getParentSpanContext().isValid()).isFalse();
    }

    @Test
    void withCurrentTrace_leavesATraceThatTheEventBrings() {
        CloudEvent event = CloudEvent.builder("user.created")
                .extensions(Map.of("traceparent", REMOTE))
                .build();

        assertThat(traced(event)).isSameAs(event);
    }

    @Test
    void withCurrentTrace_leavesNoStateOfAnotherTrace() {
        CloudEvent event = CloudEvent.builder("user.created")
                .extensions(Map.of("tracestate", "vendor=value"))
                .build();

        assertThat(traced(event).extensions()).containsOnlyKeys("traceparent");
    }

    @Test
    void withCurrentTrace_keepsOtherExtensions_andChangesNothingElse() {
        CloudEvent event = CloudEvent.builder("user.created")
                .extensions(Map.of("customer", "Jon"))
                .build();

        CloudEvent traced = traced(event);

        assertThat(traced.extensions()).containsEntry("customer", "Jon").containsKey("traceparent");
        assertThat(traced.toBuilder().extensions(event.extensions()).build()).isEqualTo(event);
    }

    @Test
    void withCurrentTrace_whereNothingTraces_isTheSameEvent() {
        CloudEvent event = CloudEvent.builder("user.created").build();

        assertThat(TracedEvents.withCurrentTrace(event, ObservationRegistry.create()))
                .isSameAs(event);
        assertThat(TracedEvents.withCurrentTrace(event, ObservationRegistry.NOOP))
                .isSameAs(event);
    }

    @Test
    void spansInsideOfTheFunction_areItsChildren() {
        functions.registerVoid(
                "greet", call -> Observation.createNotStarted("query", registry).observe(() -> {}));
        subscribe("user.created", "greet");

        events.emit(traced(CloudEvent.builder("user.created").build())).await(PATIENCE);

        assertChild(span("query"), span("process greet"));
    }

    @Test
    void errors_standInTheSpan() {
        functions.register("fail", call -> FunctionResult.permanentFailure(new IllegalStateException("for good")));
        subscribe("user.created", "fail");

        events.emit(CloudEvent.builder("user.created").build()).await(PATIENCE);

        assertThat(span("process fail").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    }

    @Test
    void chain_isOneTrace_overReturnedEvents() {
        functions.register(
                "first",
                call -> FunctionResult.emit(CloudEvent.builder("user.welcomed").build()));
        functions.register("second", call -> "done");
        subscribe("user.created", "first");
        subscribe("user.welcomed", "second");

        events.emit(CloudEvent.builder("user.created").build()).await(PATIENCE);

        SpanData second = span("process second");
        SpanData publish = span("publish event");
        assertChild(second, publish);
        assertChild(publish, span("process first"));
    }

    @Test
    void chain_goesOnBehindAFunctionThatEndsOnAnotherThread() {
        functions.registerAsync(
                "first",
                call -> CompletableFuture.supplyAsync(() -> FunctionResult.emit(
                        // made of the event that came, whose trace is not the new one's
                        call.event().toBuilder()
                                .eventType("user.welcomed")
                                .eventId("2")
                                .build())));
        functions.register("second", call -> "done");
        subscribe("user.created", "first");
        subscribe("user.welcomed", "second");

        events.emit(CloudEvent.builder("user.created")
                        .extensions(Map.of("traceparent", REMOTE))
                        .build())
                .await(PATIENCE);

        SpanData second = span("process second");
        assertChild(second, span("publish event"));
        assertChild(span("publish event"), span("process first"));
        assertThat(second.getTraceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    }

    @Test
    void chain_goesOnOverEventsThatAreEmittedAtOnce() {
        functions.registerVoid(
                "first", call -> call.emit(CloudEvent.builder("user.welcomed").build()));
        functions.register("second", call -> "done");
        subscribe("user.created", "first");
        subscribe("user.welcomed", "second");

        events.emit(CloudEvent.builder("user.created").build()).await(PATIENCE);

        assertChild(span("process second"), span("publish event"));
        assertChild(span("publish event"), span("process first"));
    }

    @Test
    void span_carriesTheEventType_whichNoMeterDoes() {
        functions.register("greet", call -> "Hello");
        subscribe("user.created", "greet");

        events.emit(CloudEvent.builder("user.created").build()).await(PATIENCE);

        assertThat(span("process greet").getAttributes().asMap().values()).contains("user.created", "success", "greet");
    }

    private record Spans(Collection<SpanData> ended) implements SpanExporter {

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            ended.addAll(spans);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
