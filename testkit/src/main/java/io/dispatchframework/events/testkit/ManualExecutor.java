package io.dispatchframework.events.testkit;

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * An executor that holds what it is given until it is told to run it, on the thread that tells.
 *
 * <p>Tasks run in the order in which they came. No argument may be {@code null}. Safe to share between threads: two
 * threads that tell it to run never run the same task.
 *
 * @since 0.1
 */
public final class ManualExecutor implements Executor {

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean rejecting;

    /** Makes an executor that holds nothing yet and takes what it is given. */
    public ManualExecutor() {}

    /**
     * Takes a task and holds it.
     *
     * @param task what to run when told
     * @throws RejectedExecutionException if the executor was told to {@linkplain #reject reject}
     */
    @Override
    public synchronized void execute(Runnable task) {
        Objects.requireNonNull(task, "task");
        if (rejecting) {
            throw new RejectedExecutionException("this executor was told to reject");
        }
        tasks.add(task);
    }

    /**
     * Runs the task that has waited longest.
     *
     * <p>What the task throws comes through to the caller.
     *
     * @return whether there was one
     */
    public boolean runNext() {
        Runnable task = next();
        if (task == null) {
            return false;
        }
        task.run();
        return true;
    }

    /**
     * Runs tasks until none is left, those too that come meanwhile.
     *
     * <p>What a task throws comes through to the caller, and the tasks behind it stay.
     *
     * @return how many were run
     */
    public int runAll() {
        int run = 0;
        while (runNext()) {
            run++;
        }
        return run;
    }

    private synchronized @Nullable Runnable next() {
        return tasks.poll();
    }

    /**
     * Tells how many tasks wait.
     *
     * @return the number of tasks that were taken and not run yet
     */
    public synchronized int size() {
        return tasks.size();
    }

    /**
     * Sets whether tasks are rejected from now on; those that wait stay.
     *
     * @param reject {@code true} to reject, {@code false} to take tasks again
     */
    public synchronized void reject(boolean reject) {
        rejecting = reject;
    }

    @Override
    public synchronized String toString() {
        return "ManualExecutor[" + tasks.size() + " waiting" + (rejecting ? ", rejecting" : "") + "]";
    }
}
