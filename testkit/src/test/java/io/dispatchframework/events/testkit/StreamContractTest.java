package io.dispatchframework.events.testkit;

import io.dispatchframework.events.driver.EventDriverFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The stream driver has no secret, so that test is skipped; {@link FaultyDriverTest} sees it pass and fail. */
class StreamContractTest extends EventDriverContract {

    @TempDir
    private Path folder;

    private int lines;

    @BeforeEach
    void make() throws IOException {
        Files.createFile(folder.resolve("lines"));
    }

    @Override
    protected EventDriverFactory factory() {
        return EventDriverFactory.stream();
    }

    @Override
    protected Map<String, String> validSettings() {
        return Map.of(
                "path", folder.resolve("lines").toString(),
                "position", folder.resolve("position").toString());
    }

    @Override
    protected Map<String, List<String>> badSettings() {
        return Map.of(
                "from", List.of("middle"),
                "event-type", List.of("a b", "x".repeat(129)),
                "max-line", List.of("0", "536870913", "1k"),
                "poll", List.of("0", "PT2H"));
    }

    @Override
    protected Map<String, String> failingSettings() {
        return Map.of("path", folder.resolve("missing").toString());
    }

    @Override
    protected void produce() throws IOException {
        Files.writeString(
                folder.resolve("lines"),
                "{\"namespace\":\"n\",\"event-type\":\"e\",\"cloud-events-version\":\"0.1\",\"event-id\":\"" + lines
                        + "\",\"data\":\"" + lines++ + "\"}\n",
                StandardOpenOption.APPEND);
    }
}
