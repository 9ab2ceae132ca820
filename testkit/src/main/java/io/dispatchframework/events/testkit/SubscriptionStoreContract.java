package io.dispatchframework.events.testkit;

import io.dispatchframework.events.subscription.Subscription;
import io.dispatchframework.events.subscription.SubscriptionStore;
import io.dispatchframework.events.time.TimeSource;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every {@link SubscriptionStore} must do; extend it in the tests of your own, and give it the store.
 *
 * {@snippet :
 * class MySubscriptionStoreTest extends SubscriptionStoreContract {
 *
 *     @Override
 *     protected SubscriptionStore createStore(TimeSource time, int capacity) {
 *         return new MySubscriptionStore(time, capacity);
 *     }
 * }
 * }
 *
 * @since 0.1
 */
public abstract class SubscriptionStoreContract extends ResourceStoreContract<Subscription> {

    /** For JUnit, which makes an instance for each test. */
    protected SubscriptionStoreContract() {}

    @Override
    protected abstract SubscriptionStore createStore(TimeSource time, int capacity);

    @Override
    protected final Subscription resource(
            String name, Map<String, String> tags, String fieldValue, @Nullable Instant expiresAt) {
        return Subscription.builder(name)
                .eventType(fieldValue)
                .sourceType("vcenter")
                .functionName("welcome")
                .tags(tags)
                .expiresAt(expiresAt)
                .build();
    }

    @Override
    protected final String field() {
        return "eventType";
    }
}
