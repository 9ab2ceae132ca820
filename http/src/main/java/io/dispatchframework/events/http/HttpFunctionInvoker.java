package io.dispatchframework.events.http;

import io.dispatchframework.events.event.CloudEventV1Mapping;
import io.dispatchframework.events.function.FunctionCall;
import io.dispatchframework.events.function.FunctionInvoker;
import io.dispatchframework.events.function.FunctionResult;
import io.dispatchframework.events.function.PermanentFailureException;
import io.dispatchframework.events.function.UnknownFunctionException;
import io.dispatchframework.events.internal.Text;
import io.dispatchframework.events.time.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Functions behind HTTP: each has a URL, to which its events are posted.
 *
 * <p>The event goes as the {@linkplain Builder#eventMode mode} says, by default as JSON of CloudEvents 0.1, with the
 * {@linkplain FunctionCall#deliveryId() delivery's id} as {@code Idempotency-Key}, and {@code Accept-Encoding: identity}: what
 * comes back is not decompressed.
 *
 * <table>
 *   <caption>What becomes of the attempt</caption>
 *   <tr><th>answer</th><th>result</th></tr>
 *   <tr><td>2xx</td><td>success; the body as text is the value. A body of the type {@code application/cloudevents+json} or
 *       {@code application/cloudevents-batch+json} is of events instead, of 0.1 or 1.0, which are emitted; and with a header
 *       {@code ce-specversion} it is the payload of one of 1.0 in binary mode</td></tr>
 *   <tr><td>404, 408, 409, 429, 5xx</td><td>worth retrying, not before {@code Retry-After} has passed, of which a day at
 *       most is heeded</td></tr>
 *   <tr><td>3xx, other 4xx</td><td>a permanent failure: redirects are not followed</td></tr>
 *   <tr><td>none in time, or none that is HTTP, such as a 204 that announces a body, or the connection
 *       failed</td><td>worth retrying</td></tr>
 *   <tr><td>2xx with a body that is too long, compressed, or of malformed events</td><td>a permanent failure, since the function
 *       has done its work</td></tr>
 * </table>
 *
 * <p><b>Where it connects to.</b> A URL may come from data, and a name resolve to anything. So the addresses of a host are
 * checked, all of them, for each request: none may be of the machine itself, of a private network, link-local, or reserved in
 * another way, unless {@linkplain Builder#allowAddresses allowed}. Over {@code http} the connection is made to the very
 * address that was checked. Over {@code https} the JDK's client looks the name up again, mostly in the JVM's cache;
 * should the answer change in between, the server there still has to prove by its certificate that it goes by that name,
 * before anything of the request is sent. Proxies are not used.
 *
 * <p><b>Secrets.</b> What the host adds as headers is in no message and no {@link #toString}; nor are paths and queries of
 * URLs, which are often secret themselves.
 *
 * <p><b>Threads.</b> An invocation waits for its answer on the thread that it is called on, and an interrupt ends its request:
 * that is what virtual threads are for, and the manager's own threads before JDK 21. {@linkplain Builder#asynchronous
 * Asynchronous} ones wait for no longer than a name is looked up; cancelling the result ends the request. Connections are kept
 * and used again; HTTP/2 is spoken where TLS finds that both can. The JDK's client underneath lets go of its threads and
 * connections when the invoker is no longer used. Safe to share between threads.
 *
 * @since 0.1
 */
public final class HttpFunctionInvoker implements FunctionInvoker {

    /** How long an answer may take unless set otherwise, from the look-up of the name to the end of the body. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    /** How long the body of an answer may be unless set otherwise, in bytes. */
    public static final int DEFAULT_MAX_ANSWER_BYTES = 1024 * 1024;

    private static final int LARGEST_PORT = 65_535;

    private final Map<String, URI> functions;
    private final Function<String, Optional<URI>> others;
    private final Function<FunctionCall, Map<String, String>> headers;
    private final OutgoingEvents events;
    private final Exchanges exchanges;

    private HttpFunctionInvoker(Builder builder) {
        functions = Map.copyOf(builder.functions);
        others = builder.others;
        headers = builder.headers;
        events = OutgoingEvents.in(builder.eventMode, builder.mapping);
        HttpClient.Builder ofJdk = HttpClient.newBuilder()
                .followRedirects(Redirect.NEVER)
                .connectTimeout(
                        Duration.ofNanos(TimeUnit.NANOSECONDS.convert(builder.timeout))) // its instants have an end
                .proxy(new CheckedAddresses(new AddressRules(builder.allowed), builder.resolver));
        if (builder.sslContext != null) {
            ofJdk.sslContext(builder.sslContext);
        }
        HttpClient client = ofJdk.build();
        TimeLimit limit = new TimeLimit(builder.time, builder.timeout);
        FunctionAnswers answers = new FunctionAnswers(builder.maxAnswerBytes, builder.time, builder.mapping);
        exchanges = builder.asynchronous
                ? Exchanges.asynchronous(client, limit, answers)
                : Exchanges.waiting(client, limit, answers);
    }

    /**
     * Starts an invoker.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public boolean mayKnow(String functionName) {
        return address(Objects.requireNonNull(functionName, "functionName")).isPresent();
    }

    private Optional<URI> address(String functionName) {
        URI address = functions.get(functionName);
        return address != null ? Optional.of(address) : others.apply(functionName);
    }

    @Override
    public CompletionStage<FunctionResult> invoke(FunctionCall call) {
        String name = Objects.requireNonNull(call, "call").functionName();
        Optional<URI> address = address(name);
        if (address.isEmpty()) {
            return ended(FunctionResult.retry(new UnknownFunctionException(name)));
        }
        Map<String, String> ofHost = headers.apply(call); // what this throws is the host's, and not worded here
        String where = "the function " + Text.quote(name);
        try {
            URI uri = requireUsable(address.get());
            where += " at " + Text.escape(uri.getHost());
            return exchanges.send(request(call, withPath(uri), ofHost), where);
        } catch (IllegalArgumentException | DeniedAddressException refused) {
            return ended(FunctionResult.permanentFailure(
                    new PermanentFailureException(where + " cannot be called: " + refused.getMessage())));
        } catch (UncheckedIOException unknownHost) {
            return ended(FunctionResult.retry(new IOException(where + " cannot be reached", unknownHost.getCause())));
        }
    }

    private static CompletionStage<FunctionResult> ended(FunctionResult result) {
        return CompletableFuture.completedFuture(result);
    }

    private static URI requireUsable(URI address) {
        String scheme = address.getScheme();
        if (!"http".equalsIgnoreCase(scheme) && !"https".equalsIgnoreCase(scheme)) {
            throw new IllegalArgumentException("its URL must begin with http:// or https://");
        }
        if (address.getHost() == null || address.getRawUserInfo() != null || address.getRawFragment() != null) {
            throw new IllegalArgumentException("its URL must have a host, and neither a user nor a fragment");
        }
        if (address.getPort() > LARGEST_PORT) {
            throw new IllegalArgumentException("its URL must have a port of at most " + LARGEST_PORT);
        }
        return address;
    }

    /** Returns an address that names the root if it names nothing: the JDK's server finds nothing at an absolute URL without. */
    private static URI withPath(URI address) {
        if (!address.getRawPath().isEmpty()) {
            return address;
        }
        return address.resolve(address.getRawQuery() == null ? "/" : "/?" + address.getRawQuery());
    }

    private HttpRequest request(FunctionCall call, URI uri, Map<String, String> ofHost) {
        HttpRequest.Builder request = events.post(uri, call.event())
                .header("Idempotency-Key", call.deliveryId())
                .header(ContentCoding.ACCEPT_HEADER, ContentCoding.NONE);
        if (!"https".equalsIgnoreCase(uri.getScheme())) {
            // Or the client would ask each time whether the server would rather speak HTTP/2.
            request.version(Version.HTTP_1_1);
        }
        ofHost.forEach((header, value) -> {
            try {
                request.setHeader(header, value);
            } catch (IllegalArgumentException refused) { // its message tells the value
                throw new IllegalArgumentException("the JDK's client does not take the header " + Text.quote(header)
                        + ", or the value that it was given");
            }
        });
        return request.build();
    }

    /** Returns the names of the functions that were given one by one; no URL, and no header. */
    @Override
    public String toString() {
        return "HttpFunctionInvoker"
                + new TreeMap<>(functions)
                        .navigableKeySet().stream().map(Text::escape).toList();
    }

    /** Builds an invoker; not safe to share between threads. */
    public static final class Builder {

        private static final int LARGEST_MAX_ANSWER_BYTES = 256 * 1024 * 1024;

        private final Map<String, URI> functions = new TreeMap<>();
        private final List<AddressRange> allowed = new ArrayList<>();
        private Function<String, Optional<URI>> others = name -> Optional.empty();
        private Function<FunctionCall, Map<String, String>> headers = call -> Map.of();
        private Duration timeout = DEFAULT_TIMEOUT;
        private int maxAnswerBytes = DEFAULT_MAX_ANSWER_BYTES;
        private EventMode eventMode = EventMode.STRUCTURED_V01;
        private CloudEventV1Mapping mapping = CloudEventV1Mapping.create();
        private TimeSource time = TimeSource.system();
        private CheckedAddresses.Resolver resolver = InetAddress::getAllByName;
        private @Nullable SSLContext sslContext;
        private boolean asynchronous;

        private Builder() {}

        /**
         * Adds a function, or gives it another URL.
         *
         * @param name its name
         * @param url where it is: {@code http} or {@code https}, without a user and a fragment
         * @return this builder
         * @throws IllegalArgumentException if the URL is not usable
         */
        public Builder function(String name, URI url) {
            functions.put(Objects.requireNonNull(name, "name"), requireUsable(Objects.requireNonNull(url, "url")));
            return this;
        }

        /**
         * Sets what finds the URLs of functions that were not given one by one.
         *
         * <p>A name comes from a subscription: build no URL of it without looking at it.
         *
         * @param urls the URL by the function's name, empty for one that is not known; called for every attempt, by many
         *     threads at once
         * @return this builder
         */
        public Builder functions(Function<String, Optional<URI>> urls) {
            others = Objects.requireNonNull(urls, "urls");
            return this;
        }

        /**
         * Sets what gives the headers that are sent beside those of the event, such as credentials.
         *
         * <p>An exception ends the attempt as if the function had thrown it, message and all.
         *
         * @param of the headers by name; called for every attempt, by many threads at once
         * @return this builder
         */
        public Builder headers(Function<FunctionCall, Map<String, String>> of) {
            headers = Objects.requireNonNull(of, "of");
            return this;
        }

        /**
         * Sets how events go out; what comes back is understood in every mode.
         *
         * <p>An event that cannot be said so ends in a permanent failure, such as one in binary mode with a content type that
         * is no ASCII.
         *
         * @param mode the mode, {@link EventMode#STRUCTURED_V01} unless set; functions that want another one belong to
         *     another invoker, see {@link FunctionInvoker#firstKnowing}
         * @return this builder
         */
        public Builder eventMode(EventMode mode) {
            eventMode = Objects.requireNonNull(mode, "mode");
            return this;
        }

        /**
         * Sets what becomes of the attributes of 1.0, going out and coming back.
         *
         * @param value the mapping, {@link CloudEventV1Mapping#create()} unless set
         * @return this builder
         */
        public Builder mapping(CloudEventV1Mapping value) {
            mapping = Objects.requireNonNull(value, "value");
            return this;
        }

        /**
         * Allows addresses that are refused otherwise, in addition to those that were allowed before.
         *
         * @param ranges addresses, or ranges of them as in {@code 10.0.0.0/8} and {@code fd00::/8}; no names
         * @return this builder
         * @throws IllegalArgumentException if one is neither
         */
        public Builder allowAddresses(String... ranges) {
            for (String range : Objects.requireNonNull(ranges, "ranges")) {
                allowed.add(AddressRange.parse(Objects.requireNonNull(range, "range")));
            }
            return this;
        }

        /**
         * Sets how long an answer may take, from the look-up of the name to the end of the body.
         *
         * <p>A look-up cannot be broken off; one that takes longer than the limit ends the attempt when it is done.
         *
         * @param longest the limit, {@link #DEFAULT_TIMEOUT} unless set; the delivery policy's may be shorter
         * @return this builder
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder timeout(Duration longest) {
            if (Objects.requireNonNull(longest, "longest").isNegative() || longest.isZero()) {
                throw new IllegalArgumentException("timeout must be positive, was " + longest);
            }
            timeout = longest;
            return this;
        }

        /**
         * Lets invocations return before the answer is there.
         *
         * <p>For hosts that have few threads for many functions that take their time. It costs more for each invocation, since
         * request and answer are handed from thread to thread, and the JDK's client starts a thread for each answer on a
         * JDK before 25 with no more than two processors, unless it is started with
         * {@code -Djava.util.concurrent.ForkJoinPool.common.parallelism=2}.
         *
         * @return this builder
         */
        public Builder asynchronous() {
            asynchronous = true;
            return this;
        }

        /**
         * Sets how long the body of an answer may be.
         *
         * @param bytes the bound, from 1 to 256 MiB; {@link #DEFAULT_MAX_ANSWER_BYTES} unless set
         * @return this builder
         * @throws IllegalArgumentException if it is out of range
         */
        public Builder maxAnswerBytes(int bytes) {
            if (bytes < 1 || bytes > LARGEST_MAX_ANSWER_BYTES) {
                throw new IllegalArgumentException(
                        "maxAnswerBytes must be from 1 to " + LARGEST_MAX_ANSWER_BYTES + ", was " + bytes);
            }
            maxAnswerBytes = bytes;
            return this;
        }

        /**
         * Sets whom to trust over {@code https}, and who to be.
         *
         * @param context the context, that of the JVM unless set
         * @return this builder
         */
        public Builder sslContext(SSLContext context) {
            sslContext = Objects.requireNonNull(context, "context");
            return this;
        }

        /**
         * Sets the time that time-outs and dates in {@code Retry-After} go by.
         *
         * @param source the time, that of the system unless set
         * @return this builder
         */
        public Builder timeSource(TimeSource source) {
            time = Objects.requireNonNull(source, "source");
            return this;
        }

        /** Sets what looks names up. */
        Builder resolver(CheckedAddresses.Resolver other) {
            resolver = other;
            return this;
        }

        /**
         * Builds the invoker.
         *
         * @return a new invoker
         */
        public HttpFunctionInvoker build() {
            return new HttpFunctionInvoker(this);
        }
    }
}
