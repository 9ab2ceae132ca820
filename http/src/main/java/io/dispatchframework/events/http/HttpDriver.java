package io.dispatchframework.events.http;

import io.dispatchframework.events.driver.DriverContext;
import io.dispatchframework.events.driver.DriverSettings;
import io.dispatchframework.events.driver.EventDriverFactory;
import io.dispatchframework.events.driver.RunningDriver;
import io.dispatchframework.events.driver.SettingSpec;
import io.dispatchframework.events.driver.SettingSpec.Kind;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.internal.Text;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Event drivers that take events over HTTP: a POST emits the events in its body, all or none.
 *
 * <p>Events are of CloudEvents 0.1 or 1.0, which each tells by itself, in the modes of the HTTP protocol binding of 1.0. An
 * event without a source type gets that of the settings, and one of 0.1 without a source id the driver's name; 1.0 requires
 * its {@code source}. Which versions are valid is the choice of the manager's validator. What was refused can be sent again:
 * nothing of it was emitted, or, where the answer says so, it may have been. Every answer with a body has JSON in it.
 *
 * <table>
 *   <caption>What a POST may have</caption>
 *   <tr><th>content type</th><th>body</th></tr>
 *   <tr><td>{@code application/json}, {@code application/x-ndjson}, {@code application/jsonl}, without headers that begin
 *       with {@code ce-}</td><td>one event, a list of events, or events one after another, as
 *       {@link io.dispatchframework.events.event.CloudEventAnyJson} reads them</td></tr>
 *   <tr><td>{@code application/cloudevents+json}</td><td>the same, whatever other headers there are: structured
 *       mode</td></tr>
 *   <tr><td>{@code application/cloudevents-batch+json}</td><td>a list of events, which may be empty: batched mode</td></tr>
 *   <tr><td>any other or none, with a header {@code ce-specversion}</td><td>the payload of an event of 1.0, whose attributes
 *       are the headers that begin with {@code ce-}, percent-encoded, each once, and the content type: binary mode</td></tr>
 * </table>
 *
 * <table>
 *   <caption>Answers</caption>
 *   <tr><th>status</th><th>when</th></tr>
 *   <tr><td>201</td><td>all events were taken; without a body</td></tr>
 *   <tr><td>200</td><td>a GET while the driver works: {@code {"status":"ready"}}; it needs no token.
 *       An OPTIONS of a sender that is welcome, see below</td></tr>
 *   <tr><td>400</td><td>the body is malformed, or an event in it invalid: {@code error} says why, {@code line} and
 *       {@code column} where; further {@code attribute}, or {@code index} from 0 and {@code violations}. In binary mode
 *       {@code error} names the header, and there is no {@code line}</td></tr>
 *   <tr><td>401</td><td>the bearer token is wrong or missing</td></tr>
 *   <tr><td>403</td><td>the request comes from a web page: it has an {@code Origin}; or the OPTIONS comes
 *       from a sender that is not welcome</td></tr>
 *   <tr><td>404, 405</td><td>another path, another method</td></tr>
 *   <tr><td>413</td><td>the body is longer than {@code maxBody}, announced or not</td></tr>
 *   <tr><td>415</td><td>the content type is none of the above, events are not in UTF-8, or the body is compressed</td></tr>
 *   <tr><td>421</td><td>the {@code Host} is a name that the driver does not go by</td></tr>
 *   <tr><td>429</td><td>there is no room now, for the events, the body or the request, and nothing was emitted;
 *       {@code Retry-After} says when to come back</td></tr>
 *   <tr><td>500</td><td>the driver met a fault of its own, or of a part that the host has given to the manager; the
 *       events may have been emitted</td></tr>
 *   <tr><td>503</td><td>the manager or its engine failed: the events may have been emitted, and {@code Retry-After} says
 *       when to come back; or the driver is stopping, and nothing was emitted</td></tr>
 * </table>
 *
 * <table>
 *   <caption>Settings</caption>
 *   <tr><th>name</th><th>default</th><th>meaning</th></tr>
 *   <tr><td>{@code port}</td><td>required</td><td>the port, 0 for any that is free</td></tr>
 *   <tr><td>{@code host}</td><td>{@code 127.0.0.1}</td><td>the name or address to listen at</td></tr>
 *   <tr><td>{@code path}</td><td>{@code /}</td><td>the one path that is served</td></tr>
 *   <tr><td>{@code token}</td><td>none; secret</td><td>what a POST must bring as {@code Authorization: Bearer}</td></tr>
 *   <tr><td>{@code names}</td><td>none</td><td>names other than {@code host} and {@code localhost} that a {@code Host}
 *       may have, on whatever port, parted by commas</td></tr>
 *   <tr><td>{@code maxBody}</td><td>1048576</td><td>the longest body, in bytes; all bodies that are held at once may have 16
 *       times as much, and what comes on top is a 429</td></tr>
 *   <tr><td>{@code threads}</td><td>64</td><td>how many requests are worked on at once</td></tr>
 *   <tr><td>{@code waiting}</td><td>1000</td><td>how many requests may wait for those; one on top is a 429, unless there
 *       are too many even of these, whose connections are closed</td></tr>
 *   <tr><td>{@code timeout}</td><td>10 s</td><td>the time to send a request, and again to take its answer; who takes longer
 *       is cut off</td></tr>
 *   <tr><td>{@code sourceType}</td><td>the name of the driver's type</td><td>the source type of events that do not say
 *       one</td></tr>
 *   <tr><td>{@code webHookOrigins}</td><td>none</td><td>senders that may register the driver as a web hook, parted by
 *       commas, or {@code *} for all</td></tr>
 *   <tr><td>{@code webHookRate}</td><td>no limit</td><td>how many requests a minute those are told to keep to</td></tr>
 * </table>
 *
 * <p><b>Who can reach it.</b> By default only this machine, which includes every web page that is open on it. Those are
 * kept out: they can send neither JSON nor headers that begin with {@code ce-} without asking first, which is never allowed;
 * what tells of an {@code Origin} is refused; and so is a {@code Host} that is neither a known name nor an address, since a
 * page can give a name of its own the address of this machine. Whoever lets the driver listen elsewhere should set a token
 * and put TLS before it; without a token its status says so.
 *
 * <p><b>Web hooks.</b> A sender may ask first whether it is welcome, as "HTTP 1.1 Web Hooks for Event Delivery" of CloudEvents
 * has it in section 4: OPTIONS with its name as {@code WebHook-Request-Origin}. One of {@code webHookOrigins} is answered
 * at once with {@code WebHook-Allowed-Origin} and {@code WebHook-Allowed-Rate}; a {@code WebHook-Request-Callback} is not
 * called. That keeps senders from being pointed at who never asked for their events, and is no protection of the driver:
 * it needs no token, a POST does, and the rate is told and not enforced. Without {@code webHookOrigins} OPTIONS is a 405.
 *
 * <p><b>Bounds.</b> Requests run on virtual threads where the JVM has them. Of what they need, all is bounded by the
 * settings: the requests at work and those that wait, the bodies, and the time of each. A connection without a request
 * costs a socket and no thread. The JDK's server closes it after half a minute, and at once where it has 200 that
 * are idle between two requests; but how many there are it does not count, and does not let the driver count, unless the
 * JVM is started with {@code -Djdk.httpserver.maxConnections=n}, which goes for each server in it and closes those on top
 * without an answer. Set that, or put a proxy before it, where strangers can reach the driver.
 *
 * <p><b>Failures.</b> A 500, and a 503 because of the manager, show in the driver's status, the latter until the manager
 * takes events again; the driver goes on.
 *
 * <p><b>Closing.</b> When the driver stops, requests that are worked on have 5 seconds to end.
 *
 * <p>One factory serves any number of drivers; safe to share between threads.
 *
 * @since 0.1
 */
public final class HttpDriver implements EventDriverFactory {

    static final String HOST = "host";
    static final String PORT = "port";
    static final String PATH = "path";
    static final String TOKEN = "token";
    static final String NAMES = "names";
    static final String MAX_BODY = "maxBody";
    static final String THREADS = "threads";
    static final String WAITING = "waiting";
    static final String TIMEOUT = "timeout";
    static final String SOURCE_TYPE = "sourceType";
    static final String WEB_HOOK_ORIGINS = "webHookOrigins";
    static final String WEB_HOOK_RATE = "webHookRate";

    private static final Pattern PATHS = Pattern.compile("(/[A-Za-z0-9._~-]*)+");
    private static final Pattern TOKENS = Pattern.compile("[\\x21-\\x7e]+");
    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(1);
    private static final Duration LONGEST_TIMEOUT = Duration.ofHours(1);

    private final ConcurrentHashMap<String, EventEndpoint> running = new ConcurrentHashMap<>();

    private HttpDriver() {}

    /**
     * Makes the factory.
     *
     * @return a factory, for the builder of an event manager
     */
    public static HttpDriver create() {
        return new HttpDriver();
    }

    /**
     * Tells where a driver of this factory listens, with the port that it got.
     *
     * @param driverName the driver's name
     * @return the address to send events to, empty while the driver is not at work
     */
    public Optional<URI> address(String driverName) {
        return Optional.ofNullable(running.get(Objects.requireNonNull(driverName, "driverName")))
                .map(EventEndpoint::address);
    }

    @Override
    public List<SettingSpec> settings() {
        return List.of(
                SettingSpec.of(PORT, Kind.INTEGER, "the port, 0 for any that is free")
                        .asRequired(),
                SettingSpec.of(HOST, Kind.TEXT, "the name or address to listen at")
                        .withDefault("127.0.0.1"),
                SettingSpec.of(PATH, Kind.TEXT, "the one path that is served").withDefault("/"),
                SettingSpec.of(TOKEN, Kind.TEXT, "what a POST must bring as Authorization: Bearer")
                        .asSecret(),
                SettingSpec.of(NAMES, Kind.TEXT, "further names that a Host may have, parted by commas"),
                SettingSpec.of(MAX_BODY, Kind.INTEGER, "the longest body, in bytes")
                        .withDefault("1048576"),
                SettingSpec.of(THREADS, Kind.INTEGER, "how many requests are worked on at once")
                        .withDefault("64"),
                SettingSpec.of(WAITING, Kind.INTEGER, "how many requests may wait for others to be worked on")
                        .withDefault("1000"),
                SettingSpec.of(TIMEOUT, Kind.DURATION, "the time to send a request, and again to take its answer")
                        .withDefault("10"),
                SettingSpec.of(SOURCE_TYPE, Kind.TEXT, "the source type of events that do not say one"),
                SettingSpec.of(
                        WEB_HOOK_ORIGINS,
                        Kind.TEXT,
                        "names of senders that may register the driver as a web hook, parted by commas, or *"),
                SettingSpec.of(WEB_HOOK_RATE, Kind.INTEGER, "how many requests a minute those are told to keep to"));
    }

    @Override
    public List<Violation> violations(DriverSettings settings) {
        List<Violation> violations = new ArrayList<>();
        checkRange(violations, settings, PORT, 0, 65_535);
        String path = settings.text(PATH);
        if (!PATHS.matcher(path).matches()) {
            violations.add(violation(
                    PATH,
                    "must be a path of the characters a-z, A-Z, 0-9, '.', '_', '~' and '-', such as /events, was "
                            + Text.quote(path)));
        }
        if (settings.has(TOKEN) && !TOKENS.matcher(settings.text(TOKEN)).matches()) {
            violations.add(violation(TOKEN, "must be printable ASCII without blanks"));
        }
        String names = settings.has(NAMES) ? settings.text(NAMES) : "";
        if (!names.isEmpty() && !HostNames.areNames(names)) {
            violations.add(violation(
                    NAMES,
                    "must be names such as events.example.com without ports, parted by commas, was "
                            + Text.quote(names)));
        }
        checkRange(violations, settings, MAX_BODY, 1, EventEndpoint.LARGEST_MAX_BODY);
        checkRange(violations, settings, THREADS, 1, 10_000);
        checkRange(violations, settings, WAITING, 1, 1_000_000);
        Duration timeout = settings.duration(TIMEOUT);
        if (timeout.compareTo(SHORTEST_TIMEOUT) < 0 || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
            violations.add(violation(
                    TIMEOUT, "must be between " + SHORTEST_TIMEOUT + " and " + LONGEST_TIMEOUT + ", was " + timeout));
        }
        checkWebHooks(violations, settings);
        return violations;
    }

    private static void checkWebHooks(List<Violation> violations, DriverSettings settings) {
        boolean has = settings.has(WEB_HOOK_ORIGINS);
        if (has && !WebHooks.areOrigins(settings.text(WEB_HOOK_ORIGINS))) {
            violations.add(violation(
                    WEB_HOOK_ORIGINS,
                    "must be names such as events.example.com, parted by commas, or * alone, was "
                            + Text.quote(settings.text(WEB_HOOK_ORIGINS))));
        }
        if (settings.has(WEB_HOOK_RATE)) {
            checkRange(violations, settings, WEB_HOOK_RATE, 1, Integer.MAX_VALUE);
            if (!has) {
                violations.add(violation(WEB_HOOK_RATE, "must come with " + WEB_HOOK_ORIGINS));
            }
        }
    }

    private static void checkRange(
            List<Violation> violations, DriverSettings settings, String name, long least, long most) {
        long value = settings.integer(name);
        if (value < least || value > most) {
            violations.add(violation(name, "must be from " + least + " to " + most + ", was " + value));
        }
    }

    private static Violation violation(String name, String what) {
        return new Violation("settings." + name, "settings." + name + " " + what);
    }

    @Override
    public RunningDriver start(DriverContext context) throws IOException {
        EventEndpoint endpoint = EventEndpoint.open(context);
        running.put(context.driverName(), endpoint);
        return () -> {
            running.remove(context.driverName(), endpoint);
            endpoint.stop();
        };
    }
}
