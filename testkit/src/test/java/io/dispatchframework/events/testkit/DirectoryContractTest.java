package io.dispatchframework.events.testkit;

import io.dispatchframework.events.driver.EventDriverFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** The directory driver has no secret, so that test is skipped; {@link FaultyDriverTest} sees it pass and fail. */
class DirectoryContractTest extends EventDriverContract {

    @TempDir
    private Path folder;

    private int files;

    @Override
    protected EventDriverFactory factory() {
        return EventDriverFactory.directory();
    }

    @Override
    protected Map<String, String> validSettings() {
        return Map.of("path", folder.toString());
    }

    @Override
    protected Map<String, List<String>> badSettings() {
        return Map.of(
                "recursive", List.of("yes"),
                "glob", List.of("{a", "[z-a]"),
                "existing", List.of("1"),
                "settle", List.of("-1", "PT2H"),
                "rescan", List.of("0", "P2D"));
    }

    @Override
    protected Map<String, String> failingSettings() {
        return Map.of("path", folder.resolve("missing").toString());
    }

    @Override
    protected void produce() throws IOException {
        Files.writeString(folder.resolve("file-" + files++), "1");
    }
}
