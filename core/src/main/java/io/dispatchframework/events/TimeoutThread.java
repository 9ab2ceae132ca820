package io.dispatchframework.events;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Lets the attempts fail whose time is over, on a thread of its own: what hears of that may block, and the thread of the timers
 * is everybody's.
 *
 * <p>Where there is no such thread, because the manager is closing or the JVM has none left, the thread of the timers does it
 * all the same. Each run is taken from the queue once, whoever comes to it.
 */
final class TimeoutThread {

    private static final Logger LOG = System.getLogger(EventManager.class.getName());

    private final ThreadPoolExecutor executor;
    private final Queue<TimedRun> over = new ConcurrentLinkedQueue<>();
    private final Set<Thread> busy = ConcurrentHashMap.newKeySet();

    TimeoutThread() {
        executor = new ThreadPoolExecutor(1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "dispatch-events-timeouts");
            thread.setDaemon(true);
            return thread;
        });
        executor.allowCoreThreadTimeOut(true);
    }

    /** Lets the attempts of runs fail that have timed out. */
    void fail(List<TimedRun> timedOut) {
        over.addAll(timedOut);
        try {
            executor.execute(this::failAll);
        } catch (RejectedExecutionException | OutOfMemoryError noThread) {
            failAll();
        }
    }

    private void failAll() {
        if (!busy.add(Thread.currentThread())) {
            return; // called by what hears of a time-out; the loop behind it goes on
        }
        try {
            for (TimedRun run = over.poll(); run != null; run = over.poll()) {
                fail(run);
            }
        } finally {
            busy.remove(Thread.currentThread());
        }
    }

    private static void fail(TimedRun run) {
        try {
            run.failTimedOut();
        } catch (Throwable broken) { // an Error too, as of anybody's future: others have timed out as well
            LOG.log(Level.ERROR, () -> "the time-out of " + run + " failed in part", broken);
        }
    }

    /** Tells whether this is that thread: to wait on it for a delivery's end may be to wait for itself. */
    boolean isCurrentThread() {
        return busy.contains(Thread.currentThread());
    }

    /** Lets go of the thread; the attempts that have timed out until now still fail. */
    void close() {
        executor.shutdown();
    }
}
