package io.dispatchframework.events.http;

import io.dispatchframework.events.function.FunctionResult;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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

    final BodySubscriber<BoundedBody> body(ResponseInfo head) {
        return BoundedBody.subscriber(head, answers.maxBytes());
    }

    /**
     * Completes a result with what an answer means.
     *
     * <p>A fault here is none of the request's, and must not be thrown as if that could not be sent.
     */
    final void complete(
            CompletableFuture<FunctionResult> result, int status, HttpHeaders headers, BoundedBody body, String where) {
        try {
            result.complete(answers.result(status, headers, body, where));
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
                HttpResponse<BoundedBody> response = client.send(request, received);
                complete(result, response.statusCode(), response.headers(), response.body(), where);
            } catch (IOException
                    | IllegalArgumentException failure) { // the latter at a Content-Length that is no number
                ResponseInfo head = received.headOfTooLong();
                if (head != null) {
                    complete(result, head.statusCode(), head.headers(), BoundedBody.TOO_LONG, where);
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

        /** Takes the answer, and keeps the head of one that was given up: the client throws, as if its stream had failed. */
        private final class Received implements BodyHandler<BoundedBody> {

            private volatile @Nullable ResponseInfo headOfTooLong;

            @Nullable
            ResponseInfo headOfTooLong() {
                return headOfTooLong;
            }

            @Override
            public BodySubscriber<BoundedBody> apply(ResponseInfo head) {
                BodySubscriber<BoundedBody> subscriber = body(head);
                var unused = subscriber.getBody().thenAccept(body -> {
                    if (body.tooLong()) {
                        headOfTooLong = head;
                    }
                });
                return subscriber;
            }
        }
    }

    private static final class Asynchronous extends Exchanges {

        Asynchronous(HttpClient client, TimeLimit limit, FunctionAnswers answers) {
            super(client, limit, answers);
        }

        @Override
        CompletionStage<FunctionResult> send(HttpRequest request, String where) {
            Answer answer = new Answer(where);
            CompletableFuture<FunctionResult> result = answer.result;
            // What hangs on the result is not for the thread of the timers to run.
            TimeLimit.Watch watch = limit.begin(() -> result.completeAsync(() -> late(where)));
            CompletableFuture<?> sent;
            try {
                sent = client.sendAsync(request, answer);
            } catch (RuntimeException refused) {
                watch.end();
                throw refused;
            }
            var unused = result.whenComplete((any, cancelled) -> {
                watch.end();
                if (!answer.isWhole()) {
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
        private final class Answer implements BodyHandler<BoundedBody> {

            final CompletableFuture<FunctionResult> result = new CompletableFuture<>();
            private final String where;
            private volatile boolean whole;

            Answer(String where) {
                this.where = where;
            }

            /** Tells whether all of it is there, so that its connection is free for the next request. */
            boolean isWhole() {
                return whole;
            }

            @Override
            public BodySubscriber<BoundedBody> apply(ResponseInfo head) {
                BodySubscriber<BoundedBody> subscriber = body(head);
                var unused = subscriber.getBody().thenAccept(body -> {
                    whole = true;
                    complete(result, head.statusCode(), head.headers(), body, where);
                });
                return subscriber;
            }
        }
    }
}
