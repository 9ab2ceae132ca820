package io.dispatchframework.events.store;

import io.dispatchframework.events.driver.EventDriver;
import io.dispatchframework.events.driver.EventDriverStore;

/** Keeps them for core's own tests. */
public final class TestEventDriverStore extends TestResourceStore<EventDriver> implements EventDriverStore {}
