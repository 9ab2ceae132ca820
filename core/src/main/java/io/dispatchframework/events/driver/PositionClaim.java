package io.dispatchframework.events.driver;

import io.dispatchframework.events.internal.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The right to a position file, which one run of a stream has at a time: two would write over each other's places.
 *
 * <p>It is claimed before the file is read, since who had it before may write until it lets go. It binds all
 * who share this class, so those of one class loader, and no other process.
 */
final class PositionClaim implements AutoCloseable {

    private static final Set<Path> CLAIMED = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final AtomicBoolean held = new AtomicBoolean(true);

    /**
     * Claims a file, and the one in which its next content is made ready.
     *
     * @throws IOException if another has claimed either
     */
    PositionClaim(Path position) throws IOException {
        file = asTheSystemSeesIt(position);
        if (CLAIMED.add(file)) {
            if (CLAIMED.add(StreamPlace.freshFile(file))) {
                return;
            }
            CLAIMED.remove(file);
        }
        throw new IOException("the position file " + Text.quote(position.toString())
                + " is in use by another driver, or by a run that has not ended; each driver needs one of its own");
    }

    /** The file need not be there, and where it is, no link is followed: it is going to be replaced. */
    private static Path asTheSystemSeesIt(Path position) throws IOException {
        Path whole = position.toAbsolutePath();
        Path folder = whole.getParent();
        Path name = whole.getFileName();
        return folder != null && name != null && Files.isDirectory(folder)
                ? folder.toRealPath().resolve(name)
                : whole.normalize(); // what follows fails, and says why
    }

    /** Lets go of it, once. */
    @Override
    public void close() {
        if (held.compareAndSet(true, false)) {
            CLAIMED.remove(StreamPlace.freshFile(file));
            CLAIMED.remove(file);
        }
    }
}
