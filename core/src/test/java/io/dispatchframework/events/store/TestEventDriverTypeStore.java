package io.dispatchframework.events.store;

import io.dispatchframework.events.driver.EventDriverType;
import io.dispatchframework.events.driver.EventDriverTypeStore;

/** Keeps them for core's own tests. */
public final class TestEventDriverTypeStore extends TestResourceStore<EventDriverType>
        implements EventDriverTypeStore {}
