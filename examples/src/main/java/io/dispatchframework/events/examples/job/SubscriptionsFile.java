package io.dispatchframework.events.examples.job;

import io.dispatchframework.events.Subscriptions;
import io.dispatchframework.events.error.EventManagerException;
import io.dispatchframework.events.subscription.DeliveryPolicy.WhenPaused;
import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.subscription.Subscription.Status;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads subscriptions from a JSON file: any Jackson binds them, since a {@link Subscription} is plain data. */
final class SubscriptionsFile {

    private SubscriptionsFile() {}

    static List<Subscription> read(Path file) throws UnusableException {
        List<@Nullable Subscription> all;
        try {
            all = JsonMapper.shared().readValue(file.toFile(), new TypeReference<>() {});
        } catch (JacksonException unfit) {
            throw new UnusableException("cannot read the subscriptions in " + file + ": " + unfit.getMessage(), unfit);
        }
        // JSON's null binds to anything, so Jackson lets it pass.
        if (all == null) {
            throw new UnusableException("cannot read the subscriptions in " + file + ": it holds null, not a list");
        }
        int none = all.indexOf(null);
        if (none >= 0) {
            throw new UnusableException("cannot read the subscriptions in " + file + ": [" + none
                    + "] is null, not a subscription; take it out");
        }
        return List.copyOf(all);
    }

    static void createAll(List<Subscription> all, Subscriptions subscriptions) throws UnusableException {
        for (Subscription subscription : all) {
            if (subscription.status() == Status.PAUSED && subscription.policy().whenPaused() == WhenPaused.HOLD) {
                throw new UnusableException("the " + subscription
                        + " would hold its deliveries for ever, since nothing here resumes it; make it SKIP or READY");
            }
            try {
                subscriptions.create(subscription);
            } catch (EventManagerException refused) {
                throw new UnusableException(String.valueOf(refused.getMessage()), refused);
            }
        }
    }
}
