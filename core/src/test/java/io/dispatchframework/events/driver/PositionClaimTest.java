package io.dispatchframework.events.driver;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dispatchframework.events.time.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PositionClaimTest {

    @TempDir
    private Path folder;

    private PositionClaim claim;

    @BeforeEach
    void claim() throws IOException {
        claim = new PositionClaim(folder.resolve("position"));
    }

    @AfterEach
    void letGo() {
        claim.close();
    }

    private static void assertClaimed(Path file) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> new PositionClaim(file))
                .withMessageContaining("is in use by another driver");
    }

    private static void assertFree(Path file) throws IOException {
        new PositionClaim(file).close();
    }

    @Test
    void close_letsGoOnce() throws IOException {
        Path position = folder.resolve("position");
        assertClaimed(position);
        claim.close();
        PositionClaim another = new PositionClaim(position);

        claim.close();

        assertClaimed(position);
        another.close();
        assertFree(position);
    }

    @Test
    void fileThatIsMadeReady_isClaimedToo() throws IOException {
        assertClaimed(folder.resolve("position.new"));
        claim.close();
        claim = new PositionClaim(folder.resolve("position.new"));

        assertClaimed(folder.resolve("position"));
        assertFree(folder.resolve("another"));

        claim.close();
        assertFree(folder.resolve("position")); // of the claim that failed nothing is left
    }

    @Test
    void links_areFollowedAsTheSystemDoes() throws IOException {
        Path inside = Files.createDirectories(folder.resolve("e/f"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), inside);
        claim.close();
        claim = new PositionClaim(folder.resolve("e/position"));

        assertClaimed(link.resolve("../position"));
        assertFree(folder.resolve("position"));
    }

    @Test
    void folderThatIsNotThere_isNoReasonToRefuse() throws IOException {
        assertFree(folder.resolve("nowhere/position"));
    }

    // What a stream does with it.

    private DriverSettings settings() throws IOException {
        Path lines = folder.resolve("lines");
        Files.writeString(lines, "");
        return DriverSettings.of(
                EventDriverFactory.stream().settings(),
                Map.of(
                        "path",
                        lines.toString(),
                        "position",
                        folder.resolve("kept").toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lines", "position"})
    void startWithoutAThread_letsGo(String missing) throws Exception {
        EventDriverFactory stream = EventDriverFactory.stream();
        DriverSettings settings = settings();
        DriverContext noThread = new IdleContext(settings) {
            @Override
            public void run(String name, Work work) {
                if (name.equals(missing)) {
                    throw new OutOfMemoryError("unable to create native thread");
                }
            }
        };

        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> stream.start(noThread));

        stream.start(new IdleContext(settings)).stop();
        assertFree(folder.resolve("kept"));
    }

    @Test
    void stopThatIsInterrupted_letsGo() throws Exception {
        RunningDriver running = EventDriverFactory.stream().start(new IdleContext(settings()));
        assertClaimed(folder.resolve("kept"));
        Thread.currentThread().interrupt();

        try {
            running.stop();
        } catch (IOException | InterruptedException interrupted) {
            // as it may
        } finally {
            Thread.interrupted(); // of no further use
        }

        assertFree(folder.resolve("kept"));
    }

    @Test
    void stopWithoutATimer_letsGo() throws Exception {
        RunningDriver running = EventDriverFactory.stream().start(new IdleContext(settings()) {
            @Override
            public TimeSource time() {
                throw new IllegalStateException("no time");
            }
        });

        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(running::stop);

        assertFree(folder.resolve("kept"));
    }

    @Test
    void positionThatIsNone_letsGo() throws Exception {
        DriverSettings settings = settings();
        Files.writeString(folder.resolve("kept"), "42");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> EventDriverFactory.stream().start(new IdleContext(settings)));

        assertFree(folder.resolve("kept"));
    }
}
