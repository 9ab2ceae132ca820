package io.dispatchframework.events.benchmarks;

import io.dispatchframework.events.event.CloudEvent;
import java.util.function.Consumer;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.SimpleApplicationEventMulticaster;

/** Spring's {@link SimpleApplicationEventMulticaster} with the executor, without a container around it. */
final class SpringBus implements Bus {

    private final SimpleApplicationEventMulticaster multicaster = new SimpleApplicationEventMulticaster();

    SpringBus(Work work) {
        multicaster.setTaskExecutor(work.pool());
        work.functions().forEach(function -> multicaster.addApplicationListener(new Subscriber(function)));
    }

    /** An event in the form that the multicaster asks for. */
    private static final class Emitted extends ApplicationEvent {

        private static final long serialVersionUID = 1;

        private final transient CloudEvent event;

        Emitted(SpringBus source, CloudEvent event) {
            super(source);
            this.event = event;
        }
    }

    private record Subscriber(Consumer<CloudEvent> function) implements ApplicationListener<Emitted> {

        @Override
        public void onApplicationEvent(Emitted emitted) {
            function.accept(emitted.event);
        }

        /** Listeners are kept in a set; two of them are two, whatever they call. */
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    @Override
    public void emit(CloudEvent event) {
        multicaster.multicastEvent(new Emitted(this, event));
    }

    @Override
    public void close() {}
}
