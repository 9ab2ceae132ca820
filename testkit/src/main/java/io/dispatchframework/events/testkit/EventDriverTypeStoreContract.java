package io.dispatchframework.events.testkit;

import io.dispatchframework.events.driver.EventDriverType;
import io.dispatchframework.events.driver.EventDriverTypeStore;
import io.dispatchframework.events.time.TimeSource;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every {@link EventDriverTypeStore} must do; extend it in the tests of your own, and give it the store.
 *
 * {@snippet :
 * class MyEventDriverTypeStoreTest extends EventDriverTypeStoreContract {
 *
 *     @Override
 *     protected EventDriverTypeStore createStore(TimeSource time, int capacity) {
 *         return new MyEventDriverTypeStore(time, capacity);
 *     }
 * }
 * }
 *
 * @since 0.1
 */
public abstract class EventDriverTypeStoreContract extends ResourceStoreContract<EventDriverType> {

    /** For JUnit, which makes an instance for each test. */
    protected EventDriverTypeStoreContract() {}

    @Override
    protected abstract EventDriverTypeStore createStore(TimeSource time, int capacity);

    @Override
    protected final EventDriverType resource(
            String name, Map<String, String> tags, String fieldValue, @Nullable Instant expiresAt) {
        return EventDriverType.builder(name)
                .implementation(fieldValue)
                .setting("every", "5")
                .tags(tags)
                .expiresAt(expiresAt)
                .build();
    }

    @Override
    protected final String field() {
        return "implementation";
    }
}
