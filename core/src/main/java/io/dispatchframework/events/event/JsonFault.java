package io.dispatchframework.events.event;

/** What is wrong and at which byte; {@link DocumentReader} makes a line, a column and an attribute of it. */
final class JsonFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The byte, counted from the start of the document. */
    private final long offset;

    JsonFault(String problem, long offset) {
        super(problem, null, false, false);
        this.offset = offset;
    }

    String problem() {
        return String.valueOf(getMessage());
    }

    long offset() {
        return offset;
    }
}
