package io.dispatchframework.events.driver;

import io.dispatchframework.events.driver.SettingSpec.Kind;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.internal.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Files below a folder: see {@link EventDriverFactory#directory()}. */
final class Directory implements EventDriverFactory {

    private static final String PATH = "path";
    private static final String RECURSIVE = "recursive";
    private static final String GLOB = "glob";
    private static final String EXISTING = "existing";
    private static final String SETTLE = "settle";
    private static final String RESCAN = "rescan";

    private static final Duration LONGEST_SETTLE = Duration.ofHours(1);
    private static final Duration SHORTEST_RESCAN = Duration.ofMillis(100);
    private static final Duration LONGEST_RESCAN = Duration.ofDays(1);

    @Override
    public List<SettingSpec> settings() {
        return List.of(
                SettingSpec.of(PATH, Kind.PATH, "the folder").asRequired(),
                SettingSpec.of(RECURSIVE, Kind.BOOLEAN, "whether folders in it count too")
                        .withDefault("true"),
                SettingSpec.of(
                        GLOB,
                        Kind.TEXT,
                        "if given, which files count, such as *.csv; with a slash it is about the path, else the name"),
                SettingSpec.of(EXISTING, Kind.BOOLEAN, "whether files that are there at the start count as created")
                        .withDefault("false"),
                SettingSpec.of(SETTLE, Kind.DURATION, "how long a file must have been left alone before it is told")
                        .withDefault("0.5"),
                SettingSpec.of(RESCAN, Kind.DURATION, "how often to compare everything, since hints may be missing")
                        .withDefault("60"));
    }

    @Override
    public List<Violation> violations(DriverSettings settings) {
        List<Violation> violations = new ArrayList<>();
        if (settings.has(GLOB)) {
            Globs.violation(GLOB, settings.text(GLOB)).ifPresent(violations::add);
        }
        Duration settle = settings.duration(SETTLE);
        if (settle.compareTo(LONGEST_SETTLE) > 0) {
            violations.add(violation(SETTLE, "must be at most " + LONGEST_SETTLE + ", was " + settle));
        }
        Duration rescan = settings.duration(RESCAN);
        if (rescan.compareTo(SHORTEST_RESCAN) < 0 || rescan.compareTo(LONGEST_RESCAN) > 0) {
            violations.add(
                    violation(RESCAN, "must be from " + SHORTEST_RESCAN + " to " + LONGEST_RESCAN + ", was " + rescan));
        }
        return violations;
    }

    private static Violation violation(String setting, String fault) {
        return new Violation("settings." + setting, "settings." + setting + " " + fault);
    }

    private static PathMatcher glob(String pattern) {
        return pattern.indexOf('/') >= 0 ? Globs.paths(pattern) : Globs.names(pattern);
    }

    @Override
    public RunningDriver start(DriverContext context) throws IOException {
        DriverSettings settings = context.settings();
        Path root = settings.path(PATH).toAbsolutePath().normalize();
        if (!Files.isDirectory(root)) {
            throw Files.exists(root)
                    ? new NotDirectoryException(Text.quote(root.toString()) + " is no folder")
                    : new IOException("there is no folder " + Text.quote(root.toString()));
        }
        FolderWatch watch = new FolderWatch(
                context,
                root.toRealPath(),
                settings.bool(RECURSIVE),
                settings.has(GLOB) ? glob(settings.text(GLOB)) : path -> true,
                settings.duration(SETTLE),
                settings.duration(RESCAN),
                FolderWatch.Registration.WITH_THE_SYSTEM);
        try {
            watch.scanAtStart(settings.bool(EXISTING));
        } catch (IOException | RuntimeException | Error failed) {
            watch.close();
            throw failed;
        }
        context.run("hints", watch::takeHints);
        context.run("files", watch::compare);
        return watch::close;
    }
}
