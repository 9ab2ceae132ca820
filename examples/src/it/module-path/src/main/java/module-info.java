/** A module that names what it uses, and nothing else. */
module consumer {
    requires io.dispatchframework.events;
    requires io.dispatchframework.events.store.memory;
    requires io.dispatchframework.events.validation;
}
