package io.dispatchframework.events.driver;

import io.dispatchframework.events.driver.SettingSpec.Kind;
import io.dispatchframework.events.event.CloudEvent;
import io.dispatchframework.events.event.CloudEventJson;
import io.dispatchframework.events.event.DataKind;
import io.dispatchframework.events.event.MalformedJsonException;
import io.dispatchframework.events.event.Violation;
import io.dispatchframework.events.event.internal.DispatchRules;
import io.dispatchframework.events.internal.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Lines from a file, a pipe or the standard input: see {@link EventDriverFactory#stream()}. */
final class LineStream implements EventDriverFactory {

    private static final String PATH = "path";
    private static final String POSITION = "position";
    private static final String ROTATED = "rotated";
    private static final String FROM = "from";
    private static final String EVENT_TYPE = "event-type";
    private static final String MAX_LINE = "max-line";
    private static final String POLL = "poll";

    private static final Path STANDARD_INPUT = Path.of("-");
    private static final Path STANDARD_INPUT_FILE = Path.of("/dev/stdin");

    private static final long LONGEST_LINE = 512L * 1024 * 1024;
    private static final Duration SHORTEST_POLL = Duration.ofMillis(1);
    private static final Duration LONGEST_POLL = Duration.ofHours(1);

    /** How long a stop waits for deliveries, so that the next start does not begin with them again. */
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

    private static final int CHUNK = 64 * 1024;

    @Override
    public List<SettingSpec> settings() {
        return List.of(
                SettingSpec.of(PATH, Kind.PATH, "the file or named pipe, or - for the standard input")
                        .asRequired(),
                SettingSpec.of(POSITION, Kind.PATH, "the file in which it keeps how far it came in a file"),
                SettingSpec.of(ROTATED, Kind.TEXT, "if given, what the file is renamed to, such as events.jsonl.*"),
                SettingSpec.of(FROM, Kind.TEXT, "where to begin in a file that it has not read before: start or end")
                        .withDefault("start"),
                SettingSpec.of(EVENT_TYPE, Kind.TEXT, "if given, each line is the payload of an event of this type"),
                SettingSpec.of(MAX_LINE, Kind.INTEGER, "how long a line may be, in bytes")
                        .withDefault("1048576"),
                SettingSpec.of(POLL, Kind.DURATION, "how often to look for more")
                        .withDefault("0.25"));
    }

    @Override
    public List<Violation> violations(DriverSettings settings) {
        List<Violation> violations = new ArrayList<>();
        if (settings.has(POSITION)) {
            checkPosition(violations, settings.path(POSITION), settings.path(PATH));
        }
        if (settings.has(ROTATED)) {
            checkRotated(violations, settings);
        }
        String from = settings.text(FROM);
        if (!from.equals("start") && !from.equals("end")) {
            violations.add(violation(FROM, "must be start or end, was " + Text.quote(from)));
        }
        if (settings.has(EVENT_TYPE)) {
            String type = settings.text(EVENT_TYPE);
            if (type.length() > DispatchRules.LONGEST_EVENT_TYPE
                    || !type.chars().allMatch(c -> DispatchRules.isEventTypeCharacter((char) c))) {
                violations.add(violation(
                        EVENT_TYPE,
                        "must be an event type: at most " + DispatchRules.LONGEST_EVENT_TYPE
                                + " of the characters a-z, A-Z, 0-9, '.', '-' and '_', was " + Text.quote(type)));
            }
        }
        long maxLine = settings.integer(MAX_LINE);
        if (maxLine < 1 || maxLine > LONGEST_LINE) {
            violations.add(violation(MAX_LINE, "must be from 1 to " + LONGEST_LINE + ", was " + maxLine));
        }
        Duration poll = settings.duration(POLL);
        if (poll.compareTo(SHORTEST_POLL) < 0 || poll.compareTo(LONGEST_POLL) > 0) {
            violations.add(violation(POLL, "must be from " + SHORTEST_POLL + " to " + LONGEST_POLL + ", was " + poll));
        }
        return violations;
    }

    /** The position file is written over, and so is the one in which the next position is made ready. */
    private static void checkPosition(List<Violation> violations, Path position, Path path) {
        if (path.equals(STANDARD_INPUT)) {
            violations.add(violation(POSITION, "must not be set for the standard input, which cannot be read again"));
        } else if (isSame(position, path) || isSame(StreamPlace.freshFile(position), path)) {
            violations.add(violation(
                    POSITION,
                    "must be a file of the driver's own, and neither it nor that with .new behind its name the one that is"
                            + " read, was " + Text.quote(position.toString())));
        }
    }

    private static boolean isSame(Path one, Path other) {
        return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
    }

    private static void checkRotated(List<Violation> violations, DriverSettings settings) {
        String pattern = settings.text(ROTATED);
        Globs.violation(ROTATED, pattern).ifPresentOrElse(violations::add, () -> {
            if (pattern.indexOf('/') >= 0) {
                violations.add(violation(
                        ROTATED,
                        "must be about names in the same folder, without a slash, was " + Text.quote(pattern)));
            }
            if (settings.path(PATH).equals(STANDARD_INPUT)) {
                violations.add(violation(ROTATED, "must not be set for the standard input, which is no file"));
            }
            if (settings.has(POSITION)) {
                Path position = settings.path(POSITION);
                if (Globs.names(pattern).matches(position)
                        || Globs.names(pattern).matches(StreamPlace.freshFile(position))) {
                    violations.add(violation(
                            ROTATED,
                            "must not match the name of the position file, nor that with .new behind it, was "
                                    + Text.quote(pattern)));
                }
            }
        });
    }

    private static Violation violation(String setting, String fault) {
        return new Violation("settings." + setting, "settings." + setting + " " + fault);
    }

    @Override
    public RunningDriver start(DriverContext context) throws IOException {
        DriverSettings settings = context.settings();
        if (!settings.has(POSITION)) {
            return begin(context);
        }
        PositionClaim claim = new PositionClaim(settings.path(POSITION));
        try {
            RunningDriver reading = begin(context);
            return () -> {
                try {
                    reading.stop();
                } finally {
                    claim.close();
                }
            };
        } catch (IOException | RuntimeException | Error failed) { // an Error as where the JVM has no thread left
            claim.close();
            throw failed;
        }
    }

    private static RunningDriver begin(DriverContext context) throws IOException {
        Reading reading = new Reading(context);
        reading.begin();
        return reading::stop;
    }

    /** One run: bytes become lines, lines become events. */
    private static final class Reading {

        private final DriverContext context;
        private final DriverNotes notes;
        private final PatientSink sink;
        private final Path path;
        private final Duration poll;
        private final @Nullable String eventType;
        private final CloudEventJson json;
        private final int maxLine;
        private final LineSource source;
        private final @Nullable StreamProgress progress;
        private volatile boolean stopped;

        /** The bytes of a line so far, as many as there may be; how long it is, and whether it began before the start. */
        private byte[] line = new byte[1024];

        private long length;
        private boolean skips;

        private String stream = UUID.randomUUID().toString();
        private long fileNumber;
        private long offset;
        private long lines;
        private long bad;

        Reading(DriverContext context) throws IOException {
            this.context = context;
            DriverSettings settings = context.settings();
            notes = new DriverNotes(context);
            sink = new PatientSink(context, notes);
            path = settings.path(PATH);
            poll = settings.duration(POLL);
            eventType = settings.has(EVENT_TYPE) ? settings.text(EVENT_TYPE) : null;
            maxLine = (int) settings.integer(MAX_LINE);
            json = CloudEventJson.builder().maxEventBytes(maxLine).build();
            Path position = settings.has(POSITION) ? settings.path(POSITION) : null;
            source = open(settings, position);
            try {
                progress = position == null ? null : new StreamProgress(position, place());
            } catch (IOException | RuntimeException | Error failed) {
                source.close();
                throw failed;
            }
        }

        /** Begins on threads of its own; the one that closes the source when it ends comes last. */
        void begin() throws IOException {
            try {
                if (progress != null) {
                    context.run("position", progress::keepWriting);
                }
                context.run("lines", this::run);
            } catch (RuntimeException | Error failed) {
                source.close();
                throw failed;
            }
        }

        private LineSource open(DriverSettings settings, @Nullable Path position) throws IOException {
            if (path.equals(STANDARD_INPUT)) {
                return Pipe.standardInput(STANDARD_INPUT_FILE);
            }
            StreamPlace place = position == null ? null : StreamPlace.read(position);
            if (place == null && !Files.exists(path)) {
                throw new NoSuchFileException(path.toString(), null, "there is no such file to read lines from");
            }
            if (place == null || Files.exists(path)) {
                BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
                if (attributes.isDirectory()) {
                    throw new IOException(Text.quote(path.toString()) + " is a folder; lines are read from a file");
                }
                if (attributes.isOther()) {
                    if (position != null) {
                        throw new IOException(Text.quote(path.toString())
                                + " is no regular file, so it has no position to keep; leave out that setting");
                    }
                    if (settings.has(ROTATED)) {
                        throw new IOException(Text.quote(path.toString())
                                + " is no regular file, so it is never renamed for another; leave out that setting");
                    }
                    return Pipe.named(path);
                }
            }
            RotatedFiles rotated =
                    new RotatedFiles(path, settings.has(ROTATED) ? Globs.names(settings.text(ROTATED)) : null);
            TailedFile file;
            if (place != null) {
                file = TailedFile.at(path, rotated, place);
            } else if (settings.text(FROM).equals("end")) {
                file = TailedFile.atEnd(path, rotated);
            } else {
                file = TailedFile.atStart(path, rotated);
            }
            offset = file.offset();
            if (place != null) {
                boolean goesOn = offset == place.offset();
                stream = place.stream();
                fileNumber = goesOn ? place.fileNumber() : place.fileNumber() + 1;
                lines = goesOn ? place.lines() : 0;
            }
            skips = !file.isAtLineStart();
            return file;
        }

        void stop() throws IOException, InterruptedException {
            stopped = true;
            if (progress != null) {
                progress.close(context.time(), STOP_PATIENCE);
            }
        }

        /** Names the place behind the last line. */
        private StreamPlace place() {
            return source.place(stream, fileNumber, offset, lines);
        }

        void run() throws IOException, InterruptedException {
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            try (source) {
                while (!stopped) {
                    chunk.clear();
                    switch (source.read(chunk)) {
                        case BYTES -> split(chunk.flip());
                        case BREAK -> {
                            endLine();
                            fileNumber++;
                            offset = 0;
                            lines = 0;
                        }
                        case END -> {
                            endLine();
                            notes.set("source", "the input has ended");
                            return;
                        }
                        case NOTHING -> {
                            notes.set("source", source.note());
                            PatientSink.pause(context.time(), poll);
                        }
                    }
                }
            } catch (ClosedByInterruptException interrupted) {
                throw new InterruptedException("interrupted while it read");
            }
        }

        private void split(ByteBuffer chunk) throws InterruptedException {
            int from = 0;
            int to = chunk.remaining();
            byte[] bytes = new byte[to];
            chunk.get(bytes);
            for (int i = from; i < to && !stopped; i++) {
                if (bytes[i] == '\n') {
                    add(bytes, from, i);
                    offset++;
                    endLine();
                    from = i + 1;
                }
            }
            add(bytes, from, to);
        }

        private void add(byte[] bytes, int from, int to) {
            int count = to - from;
            offset += count;
            if (length + count <= maxLine) {
                int needed = (int) length + count;
                if (needed > line.length) {
                    line = Arrays.copyOf(line, (int) Math.min(maxLine, Math.max(needed, 2L * line.length)));
                }
                System.arraycopy(bytes, from, line, (int) length, count);
            }
            length += count;
        }

        private void endLine() throws InterruptedException {
            long had = length;
            length = 0;
            lines++;
            if (skips) {
                skips = false;
            } else if (had > maxLine) {
                skip("it has " + had + " bytes, and may have " + maxLine);
            } else if (!isBlank((int) had)) {
                read(Arrays.copyOf(line, (int) had));
            }
        }

        private boolean isBlank(int count) {
            for (int i = 0; i < count; i++) {
                if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r') {
                    return false;
                }
            }
            return true;
        }

        private void read(byte[] text) throws InterruptedException {
            CloudEvent event;
            try {
                event = eventType == null ? event(text) : wrapped(text, eventType);
            } catch (MalformedJsonException malformed) {
                String where = Objects.requireNonNull(malformed.getMessage());
                skip(where.startsWith("line 1, ") ? where.substring("line 1, ".length()) : where);
                return;
            } catch (CharacterCodingException noText) {
                skip("it is not UTF-8");
                return;
            }
            if (progress == null) {
                emit(event);
            } else {
                emit(event, progress);
            }
        }

        private void emit(CloudEvent event) throws InterruptedException {
            if (sink.emit(event) instanceof Acceptance.Invalid invalid) {
                noteBad(PatientSink.faults(invalid));
            }
        }

        /** Lets a stop, which waits for lines that have begun, wait for an emission that has not returned as well. */
        private void emit(CloudEvent event, StreamProgress kept) throws InterruptedException {
            StreamProgress.Line begun = kept.begin(place());
            Acceptance answer = sink.emit(event);
            if (answer instanceof Acceptance.Accepted accepted) {
                accepted.completion().whenComplete((outcomes, never) -> kept.end(begun));
            } else if (answer instanceof Acceptance.Invalid invalid) {
                noteBad(PatientSink.faults(invalid));
                kept.end(begun);
            }
        }

        private CloudEvent event(byte[] text) {
            CloudEvent read = json.read(text);
            if (!read.sourceType().isEmpty() && !read.sourceId().isEmpty()) {
                return read;
            }
            CloudEvent.Builder filled = read.toBuilder();
            if (read.sourceType().isEmpty()) {
                filled.sourceType(context.typeName());
            }
            if (read.sourceId().isEmpty()) {
                filled.sourceId(context.driverName());
            }
            return filled.build();
        }

        private CloudEvent wrapped(byte[] text, String type) throws CharacterCodingException {
            int count = text[text.length - 1] == '\r' ? text.length - 1 : text.length;
            String payload = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text, 0, count))
                    .toString();
            CloudEvent.Builder event = context.sink().event(type);
            if (progress != null) {
                event.eventId(place().eventId(text));
            }
            try {
                json.requireValue(payload);
                return event.contentType("application/json")
                        .data(payload, DataKind.JSON)
                        .build();
            } catch (MalformedJsonException plain) {
                return event.contentType("text/plain")
                        .data(payload, DataKind.TEXT)
                        .build();
            }
        }

        private void skip(String why) throws InterruptedException {
            noteBad(why);
            if (progress != null) {
                progress.end(progress.begin(place()));
            }
        }

        private void noteBad(String why) {
            bad++;
            notes.set(
                    "bad",
                    bad + (bad == 1 ? " line was" : " lines were") + " skipped, the last is line " + lines + " of "
                            + Text.quote(path.toString()) + ": " + why);
        }
    }
}
