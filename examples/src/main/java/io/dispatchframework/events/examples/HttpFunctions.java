package io.dispatchframework.events.examples;

import io.dispatchframework.events.function.FunctionCall;
import io.dispatchframework.events.function.FunctionInvoker;
import io.dispatchframework.events.function.FunctionResult;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/** An invoker of one's own: a function is what answers behind HTTP, at a base address with its name at the end. */
final class HttpFunctions implements FunctionInvoker {

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI base;

    HttpFunctions(URI base) {
        this.base = base;
    }

    @Override
    public CompletionStage<FunctionResult> invoke(FunctionCall call) {
        String name =
                URLEncoder.encode(call.functionName(), StandardCharsets.UTF_8).replace("+", "%20");
        HttpRequest request = HttpRequest.newBuilder(base.resolve(name))
                .timeout(Duration.ofSeconds(10))
                .header("Idempotency-Key", call.deliveryId())
                .POST(BodyPublishers.ofString(Objects.requireNonNullElse(call.input(), "")))
                .build();
        return client.sendAsync(request, BodyHandlers.ofString()).thenApply(HttpFunctions::resultOf);
    }

    private static FunctionResult resultOf(HttpResponse<String> response) {
        int status = response.statusCode();
        if (status / 100 == 2) {
            return FunctionResult.success(response.body());
        }
        IOException failure = new IOException("HTTP status " + status);
        return status / 100 == 5 ? FunctionResult.retry(failure) : FunctionResult.permanentFailure(failure);
    }
}
