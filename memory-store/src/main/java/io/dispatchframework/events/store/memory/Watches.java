package io.dispatchframework.events.store.memory;

import io.dispatchframework.events.store.Resource;
import io.dispatchframework.events.store.ResourceStore;
import io.dispatchframework.events.store.ResourceWatcher;
import io.dispatchframework.events.store.ResourceWatcher.Removal;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Who watches a store, and what they are still to be told.
 *
 * <p>Telling is in two steps. The store notes a change while it holds its own lock, so that the queue is in the order
 * of the revisions; {@link #tell} then empties the queue when that lock is free again. Only one thread empties it at a
 * time, so calls are serial. Everyone who has noted something waits for that, so a change is told when its call returns,
 * and those who write faster than watchers listen cannot fill the memory with what is still to be told. A watcher that
 * calls the store in spite of the rules gets its answer; its change is told after the one that it is being told.
 */
final class Watches<R extends Resource<R>> {

    private static final System.Logger LOG = System.getLogger(Watches.class.getName());

    private final String kind;
    private final Queue<Runnable> untold = new ConcurrentLinkedQueue<>();
    private final ReentrantLock telling = new ReentrantLock();

    /** Replaced, never changed: a change is told to those who were there when it was made. */
    private volatile List<Watch> open = List.of();

    Watches(String kind) {
        this.kind = kind;
    }

    /** Adds a watch that is first told a listing; the caller holds the store's lock. */
    Watch add(ResourceWatcher<? super R> watcher, List<R> listing, long revision) {
        Watch watch = new Watch(watcher);
        append(watch);
        untold.add(() -> {
            for (R resource : listing) {
                watch.tell(to -> to.stored(resource));
            }
            watch.tell(to -> to.ready(revision));
        });
        return watch;
    }

    /** Notes that a resource is stored; the caller holds the store's lock. */
    void stored(R resource) {
        note(to -> to.stored(resource));
    }

    /** Notes that a resource has left; the caller holds the store's lock. */
    void removed(String name, long revision, Removal removal) {
        note(to -> to.removed(name, revision, removal));
    }

    private void note(Consumer<ResourceWatcher<? super R>> change) {
        List<Watch> audience = open;
        if (!audience.isEmpty()) {
            untold.add(() -> audience.forEach(watch -> watch.tell(change)));
        }
    }

    /** Tells what has been noted, and returns when it is told; inside of a watcher, leaves it to who called that. */
    void tell() {
        if (telling.isHeldByCurrentThread()) {
            return;
        }
        telling.lock();
        try {
            for (Runnable next = untold.poll(); next != null; next = untold.poll()) {
                next.run();
            }
        } finally {
            telling.unlock();
        }
    }

    private synchronized void append(Watch watch) {
        List<Watch> more = new ArrayList<>(open);
        more.add(watch);
        open = List.copyOf(more);
    }

    private synchronized void remove(Watch watch) {
        List<Watch> fewer = new ArrayList<>(open);
        fewer.remove(watch);
        open = List.copyOf(fewer);
    }

    /** Lets no call to a watcher begin any more, without waiting for one that has begun. */
    void silence() {
        open.forEach(watch -> watch.closed = true);
    }

    /** Closes all watches; what was noted and not yet told is not told any more. */
    void close() {
        open.forEach(Watch::close);
    }

    final class Watch implements ResourceStore.Watch {

        private final ResourceWatcher<? super R> watcher;
        private final ReentrantLock calling = new ReentrantLock();
        private volatile boolean closed;

        private Watch(ResourceWatcher<? super R> watcher) {
            this.watcher = watcher;
        }

        private void tell(Consumer<ResourceWatcher<? super R>> what) {
            calling.lock();
            try {
                if (!closed) {
                    what.accept(watcher);
                }
            } catch (Throwable thrown) {
                LOG.log(Level.ERROR, "a watcher of the " + kind + " store threw; it goes on being told", thrown);
            } finally {
                calling.unlock();
            }
        }

        @Override
        public void close() {
            closed = true;
            // A call that has passed the check may not have begun: waiting for it is what makes close() final.
            calling.lock();
            try {
                remove(this);
            } finally {
                calling.unlock();
            }
        }
    }
}
