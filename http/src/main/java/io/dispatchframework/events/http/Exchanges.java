package io.dispatchframework.events.http;

import io.dispatchframework.events.function.FunctionResult;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests and takes their answers, within a limit of time for both.
 *
 * <p>The client's own time-out ends with the headers; a body could go on for ever.
 */
abstract class Exchanges {

    final HttpClient client;
    final TimeLimit limit;
    final FunctionAnswers answers;

    private Exchanges(HttpClient client, TimeLimit limit, FunctionAnswers answers) {
        this.client = client;
        this.limit = limit;
        this.answers = answers;
    }

    /** Returns those that wait for the answer on the thread that sends the request. */
    static Exchanges waiting(HttpClient client, TimeLimit limit, FunctionAnswers answers) {
        return new Waiting(client, limit, answers);
    }

    /** Returns those that wait for nothing. */
    static Exchanges asynchronous(HttpClient client, TimeLimit limit, FunctionAnswers answers) {
        return new Asynchronous(client, limit, answers);
    }

    /**
     * Sends a request.
     *
     * @param where where it goes to, for messages
     * @throws DeniedAddressException if it may not go there
     * @throws java.io.UncheckedIOException if its host is not known
     */
    abstract CompletionStage<FunctionResult> send(HttpRequest request, String where);

    final BodySubscriber<Answer> subscriber(ResponseInfo head) {
        return Answer.subscriber(head, answers.maxBytes());
    }

    /**
     * Completes a result with what an answer means.
     *
     * <p>A fault here is none of the request's, and must not be thrown as if that could not be sent.
     */
    final void complete(CompletableFuture<FunctionResult> result, Answer answer, String where) {
        try {
            result.complete(answers.result(answer, where));
        } catch (RuntimeException | Error unforeseen) {
            result.completeExceptionally(unforeseen);
        }
    }

    final FunctionResult late(String where) {
        return FunctionResult.retry(new HttpTimeoutException(where + " did not answer within " + limit.limit()));
    }

    static FunctionResult broken(@Nullable Throwable failure, String where) {
        return FunctionResult.retry(new IOException(where + " cannot be reached", failure));
    }

    private static final class Waiting extends Exchanges {

        Waiting(HttpClient client, TimeLimit limit, FunctionAnswers answers) {
            super(client, limit, answers);
        }

        @Override
        CompletionStage<FunctionResult> send(HttpRequest request, String where) {
            CompletableFuture<FunctionResult> result = new CompletableFuture<>();
            Received received = new Received();
            Deadline deadline = new Deadline(limit);
            deadline.begin();
            try {
                complete(result, client.send(request, received).body(), where);
            } catch (IOException
                    | IllegalArgumentException failure) { // the latter at a Content-Length that is no number
                Answer taken = received.answer();
                if (taken != null) {
                    complete(result, taken, where);
                } else {
                    result.complete(deadline.hasPassed() ? late(where) : broken(failure, where));
                }
            } catch (InterruptedException interrupted) {
                if (deadline.hasPassed()) {
                    result.complete(late(where));
                } else {
                    Thread.currentThread().interrupt(); // by whoever called, and knows why
                    result.complete(broken(interrupted, where));
                }
            } finally {
                deadline.end();
            }
            return result;
        }

        /** Keeps what takes the answer: of one that it gave up the client throws, as if the stream had failed. */
        private final class Received implements BodyHandler<Answer> {

            private volatile @Nullable BodySubscriber<Answer> subscriber;

            @Override
            public BodySubscriber<Answer> apply(ResponseInfo head) {
                BodySubscriber<Answer> taking = subscriber(head);
                subscriber = taking;
                return taking;
            }

            /** Returns the answer, {@code null} if it has not come. */
            @Nullable
            Answer answer() {
                BodySubscriber<Answer> taking = subscriber;
                return taking == null ? null : Answer.takenBy(taking);
            }
        }
    }

    private static final class Asynchronous extends Exchanges {

        Asynchronous(HttpClient client, TimeLimit limit, FunctionAnswers answers) {
            super(client, limit, answers);
        }

        @Override
        CompletionStage<FunctionResult> send(HttpRequest request, String where) {
            Completing completing = new Completing(where);
            CompletableFuture<FunctionResult> result = completing.result;
            // What hangs on the result is not for the thread of the timers to run.
            TimeLimit.Watch watch = limit.begin(() -> result.completeAsync(() -> late(where)));
            CompletableFuture<?> sent;
            try {
                sent = client.sendAsync(request, completing);
            } catch (RuntimeException refused) {
                watch.end();
                throw refused;
            }
            var unused = result.whenComplete((any, cancelled) -> {
                watch.end();
                if (!completing.isWhole()) {
                    sent.cancel(true);
                }
            });
            var unusedToo = sent.exceptionally(failure -> {
                Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                result.complete(broken(cause, where));
                return null;
            });
            return result;
        }

        /**
         * Completes the result with the answer, on the thread that has read the body.
         *
         * <p>The client's own future would hand it to another thread, which before JDK 25, and where there are no more than
         * two processors, is started for that.
         */
        private final class Completing implements BodyHandler<Answer> {

            final CompletableFuture<FunctionResult> result = new CompletableFuture<>();
            private final String where;
            private volatile boolean whole;

            Completing(String where) {
                this.where = where;
            }

            /** Tells whether all of it is there, so that its connection is free for the next request. */
            boolean isWhole() {
                return whole;
            }

            @Override
            public BodySubscriber<Answer> apply(ResponseInfo head) {
                BodySubscriber<Answer> taking = subscriber(head);
                var unused = taking.getBody().thenAccept(answer -> {
                    whole = true;
                    complete(result, answer, where);
                });
                return taking;
            }
        }
    }
}
