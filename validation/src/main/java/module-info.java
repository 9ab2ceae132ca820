/**
 * The event validator on Jakarta Validation: {@link io.dispatchframework.events.validation.BeanEventValidator}.
 */
module io.dispatchframework.events.validation {
    requires transitive io.dispatchframework.events;
    requires transitive jakarta.validation;
    requires transitive org.hibernate.validator;
    requires static transitive org.jspecify;

    // Hibernate Validator needs the expression language to start, though our messages use none of it; it does not
    // require these modules itself, so without these lines the module path would lack both.
    requires jakarta.el;
    requires org.glassfish.expressly;

    exports io.dispatchframework.events.validation;
    exports io.dispatchframework.events.validation.internal to
            org.hibernate.validator;
}
