package io.dispatchframework.events.driver;

import io.dispatchframework.events.event.Violation;
import java.util.List;

/**
 * Makes event drivers of one implementation; registered with the event manager's builder under a name, to which
 * {@linkplain EventDriverType#implementation() types} refer.
 *
 * <pre>{@code
 * final class Thermometer implements EventDriverFactory {
 *
 *     public List<SettingSpec> settings() {
 *         return List.of(SettingSpec.of("device", Kind.PATH, "the sensor's file").asRequired());
 *     }
 *
 *     public RunningDriver start(DriverContext context) throws Exception {
 *         Sensor sensor = Sensor.open(context.settings().path("device"));
 *         context.run("reader", () -> {
 *             while (true) {
 *                 context.sink().emit(context.sink().event("temperature.read").data(sensor.await()).build());
 *             }
 *         });
 *         return sensor::close;
 *     }
 * }
 * }</pre>
 *
 * <p><b>Threads.</b> One factory serves many drivers: its methods are called by many threads at once, for different
 * drivers. Each run of a driver has a thread of its own, on which it is started and stopped; the supervisor holds no
 * lock meanwhile, so that a driver that hangs does not affect others.
 *
 * <p><b>Failure.</b> What {@link #start} throws, an {@link Error} too, is the reason in the driver's status; it is
 * started again later, with growing delays. No two runs of a driver overlap, unless the former was abandoned.
 *
 * @since 0.1
 */
public interface EventDriverFactory {

    /**
     * Declares the settings that drivers of this implementation have; called once, when the manager is built.
     *
     * @return the settings, each name once
     */
    List<SettingSpec> settings();

    /**
     * Checks what the declarations cannot say, such as a range; must not block nor open anything.
     *
     * @param settings settings that are as they were declared
     * @return what is wrong with them, with no secret in it; the default has nothing to add
     */
    default List<Violation> violations(DriverSettings settings) {
        return List.of();
    }

    /**
     * Starts a driver, and returns when it works.
     *
     * <p>Called on a thread of this run's own. May block, for as long as the supervisor's limit (30 seconds), after which
     * it is interrupted and abandoned; it is interrupted as well if the driver is to stop meanwhile. Must not go on
     * with the driver's work on this thread, but on {@linkplain DriverContext#run those of the context}.
     *
     * @param context what the driver works with
     * @return the running driver
     * @throws Exception if it cannot work; it must have let go of what it had opened
     */
    RunningDriver start(DriverContext context) throws Exception;

    /**
     * Returns the implementation of a clock: an event of type {@code ticker.tick} again and again.
     *
     * <p>Its one setting is {@code every}, the time between two ticks in seconds or as an ISO-8601 duration, at least a
     * millisecond. The payload is JSON: {@code tick} counts from 1 since the start of the driver, {@code time} is when it
     * was due, and {@code missed} how many were left out just before it because the manager had no room in time: ticks
     * never pile up.
     *
     * @return the factory
     */
    static EventDriverFactory ticker() {
        return new Ticker();
    }

    /**
     * Returns the implementation that tells of files below a folder: events of the types {@code file.created},
     * {@code file.changed} and {@code file.deleted}.
     *
     * <p>The payload is JSON: {@code path} from the folder on, with slashes, {@code size} in bytes, and {@code modified},
     * the time of the last change; of a deleted file as it was told last. A file that is replaced by another of the same
     * name has changed. What comes and goes before it is told is not told at all, and a file that is moved is deleted
     * and created.
     *
     * <p>Settings:
     * <ul>
     *   <li>{@code path}: the folder. If it is not there, or goes, the driver has failed, and is tried again later.
     *   <li>{@code recursive}: whether folders in it count too; by default {@code true}. Symbolic links are not followed.
     *   <li>{@code glob}: which files count, as for {@link java.nio.file.FileSystem#getPathMatcher}, by their names, or
     *       by their paths if the pattern has a slash; by default all.
     *   <li>{@code existing}: whether files that are there at the start count as created; by default {@code false}. The
     *       driver remembers nothing over a restart: with {@code false} what happens meanwhile is not told, with
     *       {@code true} everything is created again.
     *   <li>{@code settle}: how long a file must have been left alone before it is told, by default half a second; one
     *       that is never left alone is told after ten times that.
     *   <li>{@code rescan}: how often to compare everything, by default each minute, since network file systems do not
     *       tell of all changes, and the system may have a limit to what it watches.
     * </ul>
     *
     * <p>While the manager has no room the driver waits, and tells later what is then the difference.
     *
     * @return the factory
     */
    static EventDriverFactory directory() {
        return new Directory();
    }

    /**
     * Returns the implementation that reads events from lines: of a file that grows, of a named pipe, or of the standard
     * input.
     *
     * <p>Each line is one event as {@link io.dispatchframework.events.event.CloudEventJson} reads it; where it has no
     * source type or source id, it gets those of the driver. Blank lines are nothing. A line that is no event, is longer
     * than allowed, or breaks rules is skipped; the status counts such lines and has the place of the last. A line is
     * complete when it is ended by a line feed, or when its pipe is closed or its file replaced.
     *
     * <p>A file may be renamed for a new one to take its place, and is read to its end then, once the new one is not
     * empty; or it may be cut off, and is then read from its start. It is known again, also after a restart, by what the
     * file system calls it and by its first bytes. One that was renamed while the driver was down is looked for in its
     * folder. A file that had its place and lost it again unseen, while the driver was down or between two looks, is
     * read only where {@code rotated} tells its name.
     *
     * <p>Settings:
     * <ul>
     *   <li>{@code path}: the file or named pipe, or {@code -} for the standard input (not on Windows). A pipe must be
     *       open for the process to write too.
     *   <li>{@code position}: a file of the driver's own, in which it keeps how far it came in a regular file: the place
     *       behind the last line before which every delivery has come to its end. So each line is delivered at least
     *       once, and after a restart some are emitted again. Without it, each start is the first. The next position is
     *       made ready in a file beside it, with {@code .new} behind its name. A start fails while another driver of
     *       this JVM has the file; nothing keeps two processes from having the same.
     *   <li>{@code rotated}: the names that the file is renamed to in its folder, as for
     *       {@link java.nio.file.FileSystem#getPathMatcher}, such as {@code events.jsonl.*}, where these are plain files and
     *       nothing else has such a name; by default none. When a file is done with, those of them that were last
     *       written to after it, or at the same time, are read before the present one, in the order of these times. It
     *       needs a file system that tells files apart by keys (not Windows).
     *   <li>{@code from}: where to begin in a file without a position, {@code start} (the default) or {@code end}.
     *   <li>{@code event-type}: if given, each line is not an event but the payload of one of this type, as JSON if it
     *       is, else as text. With a position, the event id is made of the line's place and text, so that a line that is
     *       emitted again has the same one, by which a {@linkplain io.dispatchframework.events.event.DuplicateWindow
     *       window of duplicates} or a function can know it (a duplicate counts as delivered here); without, it is
     *       random, since nothing is remembered.
     *   <li>{@code max-line}: how long a line may be in bytes, by default a megabyte (1,048,576).
     *   <li>{@code poll}: how often to look for more, by default each quarter of a second.
     * </ul>
     *
     * <p>While the manager has no room nothing is read. With a position, at most 10,000 lines are under way. A stop waits
     * up to two seconds for those, to keep a later place.
     *
     * @return the factory
     */
    static EventDriverFactory stream() {
        return new LineStream();
    }
}
