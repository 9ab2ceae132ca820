package io.dispatchframework.events;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Lets a class with many awaits look every 20 milliseconds whether a condition is met, not every tenth of a second. */
final class QuickAwaits implements BeforeAllCallback, AfterAllCallback {

    private static final Duration STEP = Duration.ofMillis(20);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultPollDelay(STEP);
        Awaitility.setDefaultPollInterval(STEP);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Awaitility.reset();
    }
}
