package io.dispatchframework.events;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The threads that functions run on, and whose they are.
 *
 * <p>A function that ignores its time-out keeps its thread. The manager's own pool replaces such threads, up to as many as it
 * has; virtual threads need no replacing, and threads of an executor that was given are not ours to replace.
 */
final class Workforce {

    private static final Logger LOG = System.getLogger(EventManager.class.getName());
    private static final String THREAD_NAME = "dispatch-events-";
    private static final int MANY = 1_000;

    private final Executor executor;
    private final @Nullable ExecutorService own;
    private final @Nullable ThreadPoolExecutor pool;
    private final int defaultInFlight;
    private final ReentrantLock lock = new ReentrantLock();
    private int lost; // guarded by lock

    private Workforce(
            Executor executor, @Nullable ExecutorService own, @Nullable ThreadPoolExecutor pool, int defaultInFlight) {
        this.executor = executor;
        this.own = own;
        this.pool = pool;
        this.defaultInFlight = defaultInFlight;
    }

    static Workforce ofGiven(Executor executor) {
        return new Workforce(executor, null, null, MANY);
    }

    static Workforce ofOwn() {
        ThreadFactory virtual = virtualThreads();
        if (virtual != null) {
            // Virtual threads are daemons; so are those of the pool, for both to behave alike at the end of main.
            ExecutorService perTask = threadPerTask(virtual);
            return new Workforce(perTask, perTask, null, MANY);
        }
        return ofOwnPool(Math.max(16, 4 * Runtime.getRuntime().availableProcessors()));
    }

    static Workforce ofOwnPool(int threads) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, 2 * threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, THREAD_NAME + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return new Workforce(pool, pool, pool, threads);
    }

    Executor executor() {
        return executor;
    }

    /** Returns the executor if it is the manager's own, which has to shut it down. */
    @Nullable
    ExecutorService own() {
        return own;
    }

    /** Returns how many attempts at once suit the executor. */
    int defaultInFlight() {
        return defaultInFlight;
    }

    /** A thread is lost to a function that does not end. */
    void lose() {
        change(1);
    }

    /** A thread has come back. */
    void regain() {
        change(-1);
    }

    private void change(int by) {
        lock.lock();
        try {
            lost += by;
            if (pool != null) {
                pool.setCorePoolSize(defaultInFlight + Math.min(lost, defaultInFlight));
            }
        } catch (OutOfMemoryError noThread) { // the pool has its new size, and may find one for its next task
            LOG.log(Level.WARNING, "no thread could be started in place of one that a function keeps", noThread);
        } finally {
            lock.unlock();
        }
    }

    /** Tells how many threads are lost right now. */
    int lost() {
        lock.lock();
        try {
            return lost;
        } finally {
            lock.unlock();
        }
    }

    /** Finds virtual threads by reflection, since this must build and run on 17: {@code Thread.ofVirtual()...factory()}. */
    private static @Nullable ThreadFactory virtualThreads() {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> builderType = Class.forName("java.lang.Thread$Builder");
            Object named =
                    builderType.getMethod("name", String.class, long.class).invoke(builder, THREAD_NAME, 1L);
            return (ThreadFactory) builderType.getMethod("factory").invoke(named);
        } catch (ReflectiveOperationException | UnsupportedOperationException none) {
            return null; // before 21; in 19 and 20 they are a preview that refuses
        }
    }

    private static ExecutorService threadPerTask(ThreadFactory factory) {
        try {
            return (ExecutorService) Executors.class
                    .getMethod("newThreadPerTaskExecutor", ThreadFactory.class)
                    .invoke(null, factory);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException impossible) {
            throw new LinkageError("a JVM with virtual threads has an executor for them", impossible);
        }
    }
}
