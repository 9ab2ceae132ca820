package io.dispatchframework.events;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads that functions run on, and whose they are.
 *
 * @param executor runs the functions
 * @param own the same executor where the manager has made it and has to shut it down, {@code null} where it was given
 * @param defaultInFlight how many attempts at once suit it
 */
record Workforce(Executor executor, @Nullable ExecutorService own, int defaultInFlight) {

    private static final String THREAD_NAME = "dispatch-events-";
    private static final int MANY = 1_000;

    static Workforce ofGiven(Executor executor) {
        return new Workforce(executor, null, MANY);
    }

    static Workforce ofOwn() {
        ThreadFactory virtual = virtualThreads();
        if (virtual != null) {
            // Virtual threads are daemons; so are those of the pool, for both to behave alike at the end of main.
            ExecutorService perTask = threadPerTask(virtual);
            return new Workforce(perTask, perTask, MANY);
        }
        int threads = Math.max(16, 4 * Runtime.getRuntime().availableProcessors());
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, THREAD_NAME + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return new Workforce(pool, pool, threads);
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
