package io.dispatchframework.events.testkit;

import io.dispatchframework.events.driver.EventDriver;
import io.dispatchframework.events.driver.EventDriverStore;
import io.dispatchframework.events.time.TimeSource;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every {@link EventDriverStore} must do; extend it in the tests of your own, and give it the store.
 *
 * {@snippet :
 * class MyEventDriverStoreTest extends EventDriverStoreContract {
 *
 *     @Override
 *     protected EventDriverStore createStore(TimeSource time, int capacity) {
 *         return new MyEventDriverStore(time, capacity);
 *     }
 * }
 * }
 *
 * @since 0.1
 */
public abstract class EventDriverStoreContract extends ResourceStoreContract<EventDriver> {

    /** For JUnit, which makes an instance for each test. */
    protected EventDriverStoreContract() {}

    @Override
    protected abstract EventDriverStore createStore(TimeSource time, int capacity);

    @Override
    protected final EventDriver resource(
            String name, Map<String, String> tags, String fieldValue, @Nullable Instant expiresAt) {
        return EventDriver.builder(name)
                .typeName(fieldValue)
                .setting("every", "5")
                .tags(tags)
                .expiresAt(expiresAt)
                .build();
    }

    @Override
    protected final String field() {
        return "typeName";
    }
}
