package io.dispatchframework.events.examples.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.function.FunctionRegistry;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/** The functions of the job: what they have learnt from the events is asked for at the end. */
final class PackageFunctions {

    /** Packages of which somebody wants to know when they change. */
    private static final Set<String> WATCHED = Set.of("libc6", "libssl3", "openssl", "git");

    private final Map<String, Integer> changes = new ConcurrentHashMap<>();
    private final Map<String, Version> versions = new ConcurrentHashMap<>();
    private final Set<String> alerts = new ConcurrentSkipListSet<>();

    /** What an event tells of a package; Jackson binds it from the payload. */
    record PackageChange(
            @JsonProperty("package") String name,
            @Nullable String architecture,
            @Nullable String installedVersion,
            @Nullable String availableVersion) {}

    private record Version(OffsetDateTime since, String text) {}

    FunctionRegistry registry() {
        return FunctionRegistry.create()
                .registerTyped("count-by-package", PackageChange.class, (call, change) -> count(change))
                .registerTyped("latest-version", PackageChange.class, (call, change) -> remember(call.event(), change))
                .registerTyped("alert", PackageChange.class, (call, change) -> alert(change))
                .register("echo", call -> call.input())
                .register("fail-first", call -> {
                    if (call.attempt() == 1) {
                        throw new IOException("the first attempt fails on purpose");
                    }
                    return "the next one does not";
                })
                .registerVoid("fail-always", call -> {
                    throw new IOException("every attempt fails on purpose");
                });
    }

    private String count(PackageChange change) {
        return change.name() + " " + changes.merge(change.name(), 1, Integer::sum);
    }

    /** Deliveries come in no particular order, so the time of the event decides, not the order of the calls. */
    private String remember(CloudEvent event, PackageChange change) {
        OffsetDateTime time = Objects.requireNonNullElse(event.eventTime(), OffsetDateTime.MIN);
        Version latest = versions.merge(
                change.name(),
                new Version(time, String.valueOf(change.installedVersion())),
                (one, other) -> one.since().isAfter(other.since()) ? one : other);
        return change.name() + " " + latest.text();
    }

    private @Nullable String alert(PackageChange change) {
        if (!WATCHED.contains(change.name())) {
            return null;
        }
        String alert =
                change.name() + " changes from " + change.installedVersion() + " to " + change.availableVersion();
        alerts.add(alert);
        return "ALERT: " + alert;
    }

    /** What was learnt: a line each, for people. */
    List<String> findings() {
        String most = changes.entrySet().stream()
                .max(Entry.<String, Integer>comparingByValue()
                        .thenComparing(Entry.comparingByKey(Comparator.reverseOrder())))
                .map(entry -> ", most often " + entry.getKey() + " (" + entry.getValue() + ")")
                .orElse("");
        return List.of(
                "packages that changed status: " + changes.size() + most,
                "packages with a known version: " + versions.size(),
                "alerts: " + (alerts.isEmpty() ? "none" : String.join("; ", alerts)));
    }
}
