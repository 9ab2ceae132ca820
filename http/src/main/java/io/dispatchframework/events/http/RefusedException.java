package io.dispatchframework.events.http;

/** Ends the work on a request early, with an answer. */
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** The answer. */
    private final transient Reply reply;

    RefusedException(Reply reply) {
        super(reply.body(), null, false, false);
        this.reply = reply;
    }

    Reply reply() {
        return reply;
    }
}
