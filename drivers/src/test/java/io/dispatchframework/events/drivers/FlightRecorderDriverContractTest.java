package io.dispatchframework.events.drivers;

import io.dispatchframework.events.driver.EventDriverFactory;
import io.dispatchframework.events.testkit.EventDriverContract;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import jdk.jfr.Event;
import jdk.jfr.Name;

class FlightRecorderDriverContractTest extends EventDriverContract {

    @Name("test.Beat")
    private static final class Beat extends Event {}

    @Override
    protected EventDriverFactory factory() {
        return FlightRecorderDriver.create();
    }

    @Override
    protected Map<String, String> validSettings() {
        return Map.of("events", "test.Beat");
    }

    @Override
    protected Map<String, List<String>> badSettings() {
        return Map.of(
                "events",
                List.of(" ", "a,,b", "a b", "a period=1", "a threshold=x", "a period=0s", "caf\u00e9"),
                "buffer",
                List.of("0", "1000001", "some"));
    }

    @Override
    protected boolean sourceCanWait() {
        return false;
    }

    @Override
    protected void produce() {
        new Beat().commit();
    }

    @Override
    protected Duration patience() {
        return Duration.ofSeconds(30);
    }
}
