package io.dispatchframework.events.http;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpClient.Version;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The answer to a request: its head, and its body as far as it was taken. */
final class Answer {

    private static final byte[] NOTHING = {};

    private static final int NO_CONTENT = 204;
    private static final int RESET_CONTENT = 205;

    private final ResponseInfo head;
    private final byte[] body;
    private final boolean tooLong;

    private Answer(ResponseInfo head, byte[] body, boolean tooLong) {
        this.head = head;
        this.body = body;
        this.tooLong = tooLong;
    }

    int status() {
        return head.statusCode();
    }

    HttpHeaders headers() {
        return head.headers();
    }

    /** Returns the body, not copied; nothing if it is too long. */
    byte[] body() {
        return body;
    }

    /** Tells whether the body is longer than it may be, or says that it is going to be. */
    boolean tooLong() {
        return tooLong;
    }

    /**
     * Returns what takes the body that follows a head and gives up, connection or stream and all, on one that is too long
     * or is announced to be, or is nothing and does not say where it ends.
     *
     * <p>It has the answer before it gives up: of an HTTP/2 stream the client then tells as of one that failed, and
     * {@link #takenBy} still finds the answer.
     *
     * <p>After a 204 there is no body, which the client sees to. It asks subscribers that are not its own for their body on
     * another thread, which costs more to wake than all else that such an answer needs.
     */
    static BodySubscriber<Answer> subscriber(ResponseInfo head, int mostBytes) {
        return head.statusCode() == NO_CONTENT
                ? BodySubscribers.replacing(new Answer(head, NOTHING, false))
                : new Subscriber(head, mostBytes);
    }

    /** Returns the answer that a subscriber has, or {@code null} if it has not, and perhaps never will. */
    static @Nullable Answer takenBy(BodySubscriber<Answer> subscriber) {
        CompletableFuture<Answer> answer = subscriber.getBody().toCompletableFuture();
        return answer.isDone() && !answer.isCompletedExceptionally() ? answer.join() : null;
    }

    /** Gets its signals one after another, as every subscriber. */
    private static final class Subscriber implements BodySubscriber<Answer> {

        private final CompletableFuture<Answer> answer = new CompletableFuture<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final ResponseInfo head;
        private final int mostBytes;
        private Flow.@Nullable Subscription subscription;

        Subscriber(ResponseInfo head, int mostBytes) {
            this.head = head;
            this.mostBytes = mostBytes;
        }

        @Override
        public CompletionStage<Answer> getBody() {
            return answer;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            if (endsUntold()) {
                giveUp(new Answer(head, NOTHING, false));
            } else if (announcesTooMuch()) {
                giveUp(new Answer(head, NOTHING, true));
            } else {
                given.request(Long.MAX_VALUE);
            }
        }

        /**
         * Tells whether the body is nothing (RFC 9110, section 15.3.6), and the client would still wait for its end, since that
         * is told by nothing but the end of the connection.
         */
        private boolean endsUntold() {
            return head.statusCode() == RESET_CONTENT
                    && head.version() == Version.HTTP_1_1
                    && head.headers().firstValue("Content-Length").isEmpty()
                    && head.headers().firstValue("Transfer-Encoding").isEmpty();
        }

        private boolean announcesTooMuch() {
            try {
                return head.headers().firstValueAsLong("Content-Length").orElse(0) > mostBytes;
            } catch (NumberFormatException senseless) {
                return false; // what comes of it is the client's business
            }
        }

        private void giveUp(Answer taken) {
            answer.complete(taken);
            if (subscription != null) {
                subscription.cancel();
            }
        }

        @Override
        public void onNext(List<ByteBuffer> parts) {
            for (ByteBuffer part : parts) {
                if (answer.isDone()) {
                    return;
                }
                if (bytes.size() + (long) part.remaining() > mostBytes) {
                    giveUp(new Answer(head, NOTHING, true));
                    return;
                }
                byte[] copy = new byte[part.remaining()];
                part.get(copy);
                bytes.write(copy, 0, copy.length);
            }
        }

        @Override
        public void onError(Throwable failure) {
            answer.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            answer.complete(new Answer(head, bytes.toByteArray(), false));
        }
    }
}
