package io.dispatchframework.events;

import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets the attempts fail whose time is over, on a thread of its own: what hears of that may block, and the thread of the timers
 * is everybody's.
 */
final class TimeoutThread {

    private final ThreadPoolExecutor executor;
    private volatile @Nullable Thread current;

    TimeoutThread() {
        executor = new ThreadPoolExecutor(1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "dispatch-events-timeouts");
            thread.setDaemon(true);
            return thread;
        });
        executor.allowCoreThreadTimeOut(true);
    }

    /** Lets the attempts of runs fail that have timed out. */
    void fail(List<TimedRun> over) {
        Runnable task = () -> {
            current = Thread.currentThread();
            try {
                over.forEach(TimedRun::failTimedOut);
            } finally {
                current = null;
            }
        };
        try {
            executor.execute(task);
        } catch (RejectedExecutionException closing) {
            task.run();
        }
    }

    /** Tells whether this is that thread: to wait on it for a delivery's end may be to wait for itself. */
    boolean isCurrentThread() {
        return current == Thread.currentThread();
    }

    /** Lets go of the thread; the attempts that have timed out until now still fail. */
    void close() {
        executor.shutdown();
    }
}
