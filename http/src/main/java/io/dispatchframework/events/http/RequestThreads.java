package io.dispatchframework.events.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.dispatchframework.events.time.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The threads on which requests are read and answered: so many work, so many wait, and those on top are turned away. */
final class RequestThreads implements Executor {

    /*
     * The JDK's server reads and answers a request on one thread of the executor that it is given, request line and
     * headers included, and has no limit of time that is not one of the whole JVM. But the channels that it reads and
     * writes are interruptible: an interrupt closes the channel under the hands of whoever waits at it. So every request
     * runs under a Deadline that interrupts its thread, from its first byte on; only while the manager is asked to
     * take the events it rests, for what that takes is no fault of the client.
     *
     * To be turned away a request has to be read too, up to its body. That is for threads of its own, or those who
     * wait would have to wait for it, with little time for each; where even those have too much to do, the task is
     * rejected, upon which the server closes the connection.
     */

    private static final int TURNED_AWAY_AT_ONCE = 2;
    private static final int TURNED_AWAY_LATER = 1_000;
    private static final Duration TIME_TO_TURN_AWAY = Duration.ofSeconds(1);
    private static final Duration IDLE_THREAD = Duration.ofSeconds(30);

    private final TimeLimit timeToWork;
    private final TimeLimit timeToTurnAway;
    private final ThreadPoolExecutor workers;
    private final ThreadPoolExecutor ushers;

    /** The request that the thread is at. */
    @SuppressWarnings("ThreadLocalUsage") // one for each endpoint: a thread serves one of them
    private final ThreadLocal<Turn> turn = new ThreadLocal<>();

    /**
     * What a thread is at.
     *
     * @param deadline how long it may take
     * @param admitted whether it is to be worked on, or else turned away
     */
    private record Turn(Deadline deadline, boolean admitted) {}

    /** Works on a request that was admitted. */
    interface Work {
        Reply reply(HttpExchange exchange, Deadline deadline) throws IOException;
    }

    RequestThreads(TimeSource time, Duration timeout, int atOnce, int waiting, ThreadFactory threads) {
        timeToWork = new TimeLimit(time, timeout);
        timeToTurnAway = new TimeLimit(time, timeout.compareTo(TIME_TO_TURN_AWAY) < 0 ? timeout : TIME_TO_TURN_AWAY);
        workers = pool(atOnce, waiting, threads);
        ushers = pool(TURNED_AWAY_AT_ONCE, TURNED_AWAY_LATER, threads);
    }

    private static ThreadPoolExecutor pool(int atOnce, int waiting, ThreadFactory threads) {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                atOnce, atOnce, IDLE_THREAD.toSeconds(), TimeUnit.SECONDS, new LinkedBlockingQueue<>(waiting), threads);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Takes a request from the {@link HttpServer}, which ends up at {@link #reply} on the same thread. */
    @Override
    public void execute(Runnable request) {
        try {
            workers.execute(() -> run(request, timeToWork, true));
        } catch (RejectedExecutionException full) {
            ushers.execute(() -> run(request, timeToTurnAway, false));
        }
    }

    private void run(Runnable request, TimeLimit limit, boolean admitted) {
        Deadline deadline = new Deadline(limit);
        turn.set(new Turn(deadline, admitted));
        deadline.begin();
        try {
            request.run();
        } finally {
            deadline.end();
            turn.remove();
        }
    }

    /** Answers the request that this thread is at: by the work, or that there is no room; for an {@link HttpHandler}. */
    Reply reply(HttpExchange exchange, Work work) throws IOException {
        @Nullable Turn mine = turn.get();
        if (mine == null) {
            throw new IllegalStateException("requests must come by way of execute");
        }
        return mine.admitted()
                ? work.reply(exchange, mine.deadline())
                : Reply.busy("too many requests are waiting", Reply.SOON).with("Connection", "close");
    }

    /** Interrupts whoever is at work, and takes nothing any more. */
    void shutdown() {
        workers.shutdownNow();
        ushers.shutdownNow();
        timeToWork.close();
        timeToTurnAway.close();
    }
}
