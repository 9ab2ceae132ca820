package io.dispatchframework.events.event;

/** What is wrong with an attribute; who reads a document adds the place. */
final class AttributeFault extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** The attribute, by its name in the format. */
    private final String attribute;

    /** What is wrong, without the attribute's name. */
    private final String problem;

    AttributeFault(EventMember attribute, String problem) {
        super(attribute.jsonName() + " " + problem);
        this.attribute = attribute.jsonName();
        this.problem = problem;
    }

    String attribute() {
        return attribute;
    }

    String problem() {
        return problem;
    }
}
