package io.dispatchframework.events.event;

/** What is wrong with an attribute of a 1.0 event; readers of JSON add the place. */
final class V1Fault extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** The attribute. */
    private final V1Attribute attribute;

    /** What is wrong, without the attribute's name. */
    private final String problem;

    V1Fault(V1Attribute attribute, String problem) {
        super(attribute.jsonName() + " " + problem);
        this.attribute = attribute;
        this.problem = problem;
    }

    V1Attribute attribute() {
        return attribute;
    }

    String problem() {
        return problem;
    }
}
