package io.dispatchframework.events.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.dispatchframework.events.driver.TailedFile.Opened;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatedFilesTest {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    private RotatedFiles rotated() {
        return new RotatedFiles(folder.resolve("log"), Globs.names("log.*"));
    }

    private static FileTime second(int second) {
        return FileTime.from(BEGIN.plusSeconds(second));
    }

    private Path file(String name, String text, int second) throws IOException {
        return Files.setLastModifiedTime(Files.writeString(folder.resolve(name), text), second(second));
    }

    private static FileHead head(Path file) throws IOException {
        try (Opened opened = Opened.at(file)) {
            return FileHead.read(opened.channel(), FileHead.MOST);
        }
    }

    @Test
    void since_isInTheOrderOfTheTimes_fromTheOneThatIsGiven() throws Exception {
        file("log.1", "x", 4);
        file("log.2", "x", 2);
        file("log.3", "x", 3);
        file("log.4", "x", 1);
        file("log", "x", 5);

        assertThat(rotated().since(second(2)))
                .containsExactly(folder.resolve("log.2"), folder.resolve("log.3"), folder.resolve("log.1"));
    }

    @Test
    void since_withoutNames_isNone() throws Exception {
        file("log.1", "x", 4);

        assertThat(new RotatedFiles(folder.resolve("log"), null).since(second(0)))
                .isEmpty();
    }

    @Test
    void wasRead_goesByTheKeyAndTheFirstBytes() throws Exception {
        RotatedFiles rotated = rotated();
        Path read = file("log.1", "one", 1);
        String key = keyOf(read);
        rotated.hasRead(key, head(read));

        assertThat(wasRead(rotated, read)).isTrue();
        assertThat(wasRead(rotated, file("log.2", "one", 1))).as("another file").isFalse();
        assertThat(wasRead(rotated, file("log.1", "two", 1)))
                .as("another of the same key")
                .isFalse();
        assertThat(keyOf(read)).isEqualTo(key);
    }

    private static String keyOf(Path file) throws IOException {
        try (Opened opened = Opened.at(file)) {
            return opened.key();
        }
    }

    private static boolean wasRead(RotatedFiles rotated, Path file) throws IOException {
        try (Opened opened = Opened.at(file)) {
            return rotated.wasRead(opened);
        }
    }
}
