package io.dispatchframework.events.http;

import com.sun.net.httpserver.Headers;
import io.dispatchframework.events.driver.DriverSettings;
import io.dispatchframework.events.internal.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Answers senders that ask whether they may send: section 4 of the web hooks of CloudEvents, without call-backs. */
final class WebHooks {

    private static final String ANY = "*";

    private final Set<String> origins;
    private final String rate;

    private WebHooks(Set<String> origins, String rate) {
        this.origins = origins;
        this.rate = rate;
    }

    static WebHooks of(DriverSettings settings) {
        return new WebHooks(
                settings.has(HttpDriver.WEB_HOOK_ORIGINS)
                        ? HostNames.listed(settings.text(HttpDriver.WEB_HOOK_ORIGINS))
                        : Set.of(),
                settings.has(HttpDriver.WEB_HOOK_RATE)
                        ? Long.toString(settings.integer(HttpDriver.WEB_HOOK_RATE))
                        : ANY);
    }

    /** Tells whether a setting lists origins, or says that all are welcome. */
    static boolean areOrigins(String setting) {
        return setting.equals(ANY) || HostNames.areNames(setting);
    }

    /** Answers an OPTIONS. */
    Reply reply(Headers headers) {
        if (origins.isEmpty()) {
            return otherMethod();
        }
        List<String> asked = headers.getOrDefault("WebHook-Request-Origin", List.of());
        if (asked.size() != 1 || asked.get(0).isBlank()) {
            return Reply.error(400, "there must be one WebHook-Request-Origin");
        }
        String origin = asked.get(0).strip();
        boolean any = origins.contains(ANY);
        if (!any && !origins.contains(HostNames.normal(origin))) {
            return Reply.error(
                    403,
                    "the driver does not expect events from " + Text.quote(origin)
                            + "; if it should, add it to the setting " + HttpDriver.WEB_HOOK_ORIGINS);
        }
        Map<String, String> granted = new LinkedHashMap<>();
        granted.put("WebHook-Allowed-Origin", any ? ANY : origin);
        granted.put("WebHook-Allowed-Rate", rate);
        granted.put("Allow", allowed());
        return Reply.granted(granted);
    }

    /** Answers a request of a method that is not served. */
    Reply otherMethod() {
        return Reply.error(405, "send events with POST").with("Allow", allowed());
    }

    private String allowed() {
        return origins.isEmpty() ? "GET, POST" : "GET, OPTIONS, POST";
    }
}
