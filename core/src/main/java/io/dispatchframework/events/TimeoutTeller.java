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
final class TimeoutTeller {

    private final ThreadPoolExecutor executor;
    private volatile @Nullable Thread telling;

    TimeoutTeller() {
        executor = new ThreadPoolExecutor(1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "dispatch-events-timeouts");
            thread.setDaemon(true);
            return thread;
        });
        executor.allowCoreThreadTimeOut(true);
    }

    /** Lets the attempts of runs fail that have timed out. */
    void tell(List<TimedRun> over) {
        Runnable task = () -> {
            telling = Thread.currentThread();
            try {
                over.forEach(TimedRun::failTimedOut);
            } finally {
                telling = null;
            }
        };
        try {
            executor.execute(task);
        } catch (RejectedExecutionException closing) {
            task.run();
        }
    }

    /** Tells whether this is the thread that tells: to wait on it for a delivery's end may be to wait for itself. */
    boolean isTelling() {
        return telling == Thread.currentThread();
    }

    /** Lets go of the thread; what has timed out until now is still told. */
    void close() {
        executor.shutdown();
    }
}
