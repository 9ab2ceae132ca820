package io.dispatchframework.events.http;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The body of an answer, as far as it was taken. */
final class BoundedBody {

    /** One that is longer than it may be. */
    static final BoundedBody TOO_LONG = new BoundedBody(new byte[0], true);

    private static final BoundedBody NONE = new BoundedBody(new byte[0], false);

    private static final int NO_CONTENT = 204;

    private final byte[] bytes;
    private final boolean tooLong;

    private BoundedBody(byte[] bytes, boolean tooLong) {
        this.bytes = bytes;
        this.tooLong = tooLong;
    }

    /** Returns the body, not copied; nothing if it is too long. */
    byte[] bytes() {
        return bytes;
    }

    /** Tells whether it is longer than it may be. */
    boolean tooLong() {
        return tooLong;
    }

    /**
     * Returns what takes the body that follows a head and gives up, connection or stream and all, on one that is too long.
     *
     * <p>That it is too long is told before it is given up: of an HTTP/2 stream the client then tells as of one that failed.
     *
     * <p>After a 204 there is none, which the client sees to. It asks subscribers that are not its own for their body on
     * another thread, which costs more to wake than all else that such an answer needs.
     */
    static BodySubscriber<BoundedBody> subscriber(ResponseInfo head, int mostBytes) {
        return head.statusCode() == NO_CONTENT ? BodySubscribers.replacing(NONE) : new Subscriber(mostBytes);
    }

    /** Gets its signals one after another, as every subscriber. */
    private static final class Subscriber implements BodySubscriber<BoundedBody> {

        private final CompletableFuture<BoundedBody> body = new CompletableFuture<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final int mostBytes;
        private Flow.@Nullable Subscription subscription;

        Subscriber(int mostBytes) {
            this.mostBytes = mostBytes;
        }

        @Override
        public CompletionStage<BoundedBody> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> parts) {
            for (ByteBuffer part : parts) {
                if (body.isDone()) {
                    return;
                }
                if (bytes.size() + (long) part.remaining() > mostBytes) {
                    body.complete(TOO_LONG);
                    if (subscription != null) {
                        subscription.cancel();
                    }
                    return;
                }
                byte[] copy = new byte[part.remaining()];
                part.get(copy);
                bytes.write(copy, 0, copy.length);
            }
        }

        @Override
        public void onError(Throwable failure) {
            body.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            body.complete(new BoundedBody(bytes.toByteArray(), false));
        }
    }
}
